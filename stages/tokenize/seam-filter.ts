/**
 * Tells most seams between two tokens to be safe without looking at merges.
 *
 * A merge can only reach across a seam when some pair in the merge list meets there with the same characters left and
 * right of the seam. All such junctions are kept as bits: by the two characters where both parts end at whole
 * characters, by the two bytes where one of them is a piece of a character. A seam whose junction was never seen holds;
 * the others have to be looked at. For Chinese about half of all seams are decided here.
 */
import { hashPair, type MergeTable } from "./merge-table.js";

/** 128 KiB of bits: 2 % are set by the 150,000 merges of Qwen, so that chance meetings are rare. */
const filterBits = 20;

/** No whole character at this end of the token. */
const PIECE = -1;

export class SeamFilter {
  private readonly characterJunctions = new Int32Array(1 << (filterBits - 5));
  private readonly byteJunctions = new Int32Array(1 << (16 - 5));
  /** Last and first character of each token (their UTF-8 bytes as one number), `PIECE` where it is cut. */
  private readonly ends: Int32Array;

  constructor({ strings, pairs }: MergeTable) {
    this.ends = new Int32Array(2 * strings.length);
    strings.forEach((string, token) => {
      this.ends[2 * token] = lastCharacter(string);
      this.ends[2 * token + 1] = firstCharacter(string);
    });
    for (let at = 0; at < pairs.length; at += 4) {
      const left = pairs[at]!;
      if (left < 0) continue;
      const right = pairs[at + 1]!;
      const last = this.ends[2 * left]!;
      const first = this.ends[2 * right + 1]!;
      if (last !== PIECE && first !== PIECE) {
        const bit = hashPair(last, first) >>> (32 - filterBits);
        this.characterJunctions[bit >>> 5]! |= 1 << (bit & 31);
      } else {
        const string = strings[left]!;
        const bit = (string.charCodeAt(string.length - 1) << 8) | strings[right]!.charCodeAt(0);
        this.byteJunctions[bit >>> 5]! |= 1 << (bit & 31);
      }
    }
  }

  /** True: no merge reaches across this seam, for certain. False: it may. */
  isSafe(left: number, right: number): boolean {
    const last = this.ends[2 * left]!;
    const first = this.ends[2 * right + 1]!;
    if (last === PIECE || first === PIECE) return false;
    const junction = hashPair(last, first) >>> (32 - filterBits);
    if (((this.characterJunctions[junction >>> 5]! >>> (junction & 31)) & 1) !== 0) return false;
    // The lead byte is the highest one that is not zero.
    const lead = first >>> (24 - (Math.clz32(first) & 24));
    const bytes = ((last & 0xff) << 8) | lead;
    return ((this.byteJunctions[bytes >>> 5]! >>> (bytes & 31)) & 1) === 0;
  }
}

function widthOf(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xc0) return 0;
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

function firstCharacter(bytes: string): number {
  const width = widthOf(bytes.charCodeAt(0));
  return width === 0 || width > bytes.length ? PIECE : numberOf(bytes, 0, width);
}

function lastCharacter(bytes: string): number {
  for (let width = 1; width <= 4 && width <= bytes.length; width++) {
    const at = bytes.length - width;
    const wanted = widthOf(bytes.charCodeAt(at));
    if (wanted === 0) continue;
    return wanted === width ? numberOf(bytes, at, width) : PIECE;
  }
  return PIECE;
}

function numberOf(bytes: string, at: number, width: number): number {
  let number = 0;
  for (let index = at; index < at + width; index++) number = (number << 8) | bytes.charCodeAt(index);
  return number;
}
