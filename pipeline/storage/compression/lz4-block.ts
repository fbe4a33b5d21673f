/**
 * Packs one LZ4 block (greedy, one candidate by a hash of four bytes), as Parquet's LZ4_RAW and LZ4 frames want it.
 *
 *     token: 4 bits the number of literals, 4 bits the length of the match less 4; 15 of either goes on in bytes of 255 and a rest
 *     literals; how far back the match lies (2); the last sequence has literals only
 *
 * The last 5 bytes are literals, and no match begins in the last 12. Source: LZ4 block format.
 */

const hashBits = 14;
const furthest = 65_535;
const lastLiterals = 5;
const matchFreeBytes = 12;

export function packLz4Block(input: Uint8Array): Uint8Array {
  // A page of nulls only; a block of a lone empty sequence is refused by some readers.
  if (input.length === 0) return input;
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const output = new Uint8Array(input.length + Math.ceil(input.length / 255) + 16);
  const places = new Int32Array(1 << hashBits).fill(-1);
  const end = input.length - matchFreeBytes;
  let out = 0;
  let done = 0;
  let at = 0;
  while (at <= end) {
    const word = view.getInt32(at, true);
    const slot = Math.imul(word, 0x9e3779b1) >>> (32 - hashBits);
    const candidate = places[slot]!;
    places[slot] = at;
    if (candidate < 0 || at - candidate > furthest || view.getInt32(candidate, true) !== word) {
      // Bytes that do not pack are passed over faster and faster.
      at += 1 + ((at - done) >> 6);
      continue;
    }
    let length = 4;
    const most = input.length - lastLiterals - at;
    while (length < most && input[candidate + length] === input[at + length]) length++;
    out = writeSequence(output, out, input.subarray(done, at), at - candidate, length);
    at += length;
    done = at;
  }
  out = writeSequence(output, out, input.subarray(done), 0, 4);
  return output.subarray(0, out);
}

/** @param back how far back the match lies; 0 for the last sequence, which has none */
function writeSequence(
  output: Uint8Array,
  from: number,
  literals: Uint8Array,
  back: number,
  length: number,
): number {
  let out = from + 1;
  output[from] = (Math.min(15, literals.length) << 4) | Math.min(15, length - 4);
  out = writeRest(output, out, literals.length - 15);
  output.set(literals, out);
  out += literals.length;
  if (back === 0) return out;
  output[out++] = back & 0xff;
  output[out++] = back >> 8;
  return writeRest(output, out, length - 19);
}

function writeRest(output: Uint8Array, from: number, value: number): number {
  let out = from;
  let left = value;
  if (left < 0) return out;
  for (; left >= 255; left -= 255) output[out++] = 255;
  output[out++] = left;
  return out;
}
