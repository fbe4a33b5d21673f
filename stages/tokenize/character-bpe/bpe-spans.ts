/** Where the tokens of BPE over characters stand, told from how they are spelled. */
import { isPair } from "../../text/units/units.js";
import type { Spans } from "../offsets/spans.js";
import type { CharacterBpe } from "./definition.js";

/** Lengths of tokens that stand for one character, or for a byte of one. */
const CHARACTER = -1;
const BYTE = -2;

export class BpeSpans {
  /** For each token: its length in UTF-16 units, or one of the constants above. */
  private readonly lengths: Int32Array;

  constructor(private readonly definition: CharacterBpe) {
    const { vocabulary, fallback } = definition;
    const tokens = Object.entries(vocabulary);
    const others = "unknown" in fallback ? [fallback.unknown] : [...fallback.bytes];
    const size = [...others, ...tokens.map(([, id]) => id)].reduce((most, id) => Math.max(most, id + 1), 0);
    this.lengths = new Int32Array(size);
    for (const [token, id] of tokens) this.lengths[id] = token.length;
    for (const id of others) this.lengths[id] = "unknown" in fallback ? CHARACTER : BYTE;
  }

  /** @param ids the tokens of `units[from, to)`, unknown ones not fused yet; their spans are */
  find(units: Uint16Array, from: number, to: number, ids: Uint32Array, spans: Spans): void {
    if (ids.length === 1) {
      // The word is in the vocabulary as a whole, so the one token spans it, however it is spelled there.
      spans.add(from, to);
      return;
    }
    let at = from;
    let isUnknown = false;
    for (let index = 0; index < ids.length; index++) {
      const length = this.lengths[ids[index]!]!;
      const end = at + (length > 0 ? length : isPair(units, at, to) ? 2 : 1);
      if (length === BYTE) {
        const bytes = Buffer.byteLength(String.fromCharCode(...units.subarray(at, end)));
        for (let byte = 0; byte < bytes; byte++) spans.add(at, end);
        index += bytes - 1;
      } else if (length === CHARACTER && isUnknown && this.definition.fusesUnknown) {
        spans.ends[spans.length - 1] = end;
      } else {
        spans.add(at, end);
      }
      isUnknown = length === CHARACTER;
      at = end;
    }
  }
}
