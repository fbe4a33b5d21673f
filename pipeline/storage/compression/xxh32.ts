/**
 * The checksum of LZ4 frames: XXH32 with seed 0. Four lanes of 32 bits are each fed with every fourth word.
 *
 * Source: xxHash fast digest algorithm, version 0.1.1, "XXH32 algorithm description".
 */
const prime1 = 0x9e3779b1;
const prime2 = 0x85ebca77;
const prime3 = 0xc2b2ae3d;
const prime4 = 0x27d4eb2f;
const prime5 = 0x165667b1;
const stripeBytes = 16;

/** @returns 0 to 2^32 - 1 */
export function xxh32(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stripesEnd = bytes.length - (bytes.length % stripeBytes);
  let sum = stripesEnd === 0 ? prime5 : sumOfStripes(view, stripesEnd);
  sum += bytes.length;
  let at = stripesEnd;
  for (; at + 4 <= bytes.length; at += 4)
    sum = Math.imul(rotated(sum + Math.imul(view.getUint32(at, true), prime3), 17), prime4);
  for (; at < bytes.length; at++)
    sum = Math.imul(rotated(sum + Math.imul(view.getUint8(at), prime5), 11), prime1);
  sum = Math.imul(sum ^ (sum >>> 15), prime2);
  sum = Math.imul(sum ^ (sum >>> 13), prime3);
  return (sum ^ (sum >>> 16)) >>> 0;
}

function sumOfStripes(view: DataView, end: number): number {
  let [lane1, lane2, lane3, lane4] = [(prime1 + prime2) | 0, prime2 | 0, 0, -prime1 | 0];
  for (let at = 0; at < end; at += stripeBytes) {
    lane1 = fed(lane1, view.getUint32(at, true));
    lane2 = fed(lane2, view.getUint32(at + 4, true));
    lane3 = fed(lane3, view.getUint32(at + 8, true));
    lane4 = fed(lane4, view.getUint32(at + 12, true));
  }
  return rotated(lane1, 1) + rotated(lane2, 7) + rotated(lane3, 12) + rotated(lane4, 18);
}

function fed(lane: number, word: number): number {
  return Math.imul(rotated(lane + Math.imul(word, prime2), 13), prime1);
}

function rotated(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
