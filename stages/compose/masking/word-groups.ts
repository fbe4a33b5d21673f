/** Tokens that belong to one word, for masking whole words. */
import type { Vocabulary } from "../../../pipeline/contracts/stage.js";

/** The words of the Unicode Standard Annex 29 with ICU's Chinese dictionary, which Node.js brings along. */
const segmenter = new Intl.Segmenter("zh", { granularity: "word" });
/** The segmenter is asked for pieces of a text, so that its cost stays linear. */
const pieceTokens = 512;

/** A number a token: tokens with the same one are one word. A token that holds several words joins them. */
export function wordGroups(tokens: readonly number[], vocabulary: Vocabulary): Int32Array {
  const groups = new Int32Array(tokens.length);
  let group = 0;
  for (let from = 0; from < tokens.length; from += pieceTokens) {
    const piece = tokens.slice(from, from + pieceTokens);
    const starts: number[] = [];
    let text = "";
    for (const id of piece) {
      starts.push(text.length);
      // WordPiece marks a piece that goes on with "##".
      text += vocabulary.decode([id]).replace(/^##/, "");
    }
    const wordStarts = new Set(Array.from(segmenter.segment(text), ({ index }) => index));
    starts.forEach((start, index) => {
      if (index === 0 || wordStarts.has(start)) group++;
      groups[from + index] = group;
    });
  }
  return groups;
}
