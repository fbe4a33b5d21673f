/** Tokens that end a sentence, told from their text; each id is decoded once. */
import type { Vocabulary } from "../../../pipeline/contracts/stage.js";

/**
 * The marks of GLM's contains_sentence_end, with the Chinese ones: its dataset knows ASCII marks only ("TODO rewrite for
 * chinese"), so that Chinese documents are never cut at a sentence there.
 */
const marks = /[.?!;:\n。？！；：…]/u;

export class SentenceEnds {
  /** 0 = not looked at, 1 = no, 2 = yes. */
  private readonly known: Uint8Array;

  constructor(private readonly vocabulary: Vocabulary) {
    this.known = new Uint8Array(vocabulary.size);
  }

  has(id: number): boolean {
    if (id >= this.known.length) return false;
    this.known[id] ||= marks.test(this.vocabulary.decode([id])) ? 2 : 1;
    return this.known[id] === 2;
  }
}
