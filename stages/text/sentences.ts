/** Sentences, told by their ends alone: a run of closing punctuation ends one. */
const ends = new Uint8Array(0x10000);
for (const character of ".!?。！？…；．") ends[character.charCodeAt(0)] = 1;

/** Quotes that may close a sentence: “ ” « » „ “ » « ‚ ‘ › ‹ 「 」 by language; at the end of a line none of them opens a passage. */
export const closingQuotes = "\"'”’“‘»«›‹」』";

const dot = 0x2e;

/** How many sentences end in the text; a dot inside a number or a name of a file ends none. */
export function countSentences(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (ends[unit] === 0) continue;
    const next = i + 1 < text.length ? text.charCodeAt(i + 1) : 0x20;
    if (ends[next] === 1) continue;
    if (unit === dot && next > 0x20 && next < 0x80 && next !== 0x22 && next !== 0x27 && next !== 0x29)
      continue;
    count++;
  }
  return count;
}
