/** Texts cut into lines, paragraphs and sentences. The units of a text cover it without gaps, each with what ends it. */

export type UnitLevel = "line" | "paragraph" | "sentence";

/** Takes a unit [start, end), in UTF-16 units. */
export type TakeUnit = (start: number, end: number) => void;

/** Line ends of the Unicode standard (UAX #14, BK, CR, LF, NL) but the form feed, which stands inside pages. */
const lineEnd = /\r\n|[\n\r\u0085\u2028\u2029]/g;
/** A line end, and lines with nothing but white space. */
const paragraphEnd = /(?:\r\n|[\n\r])(?:[^\S\n\r]*(?:\r\n|[\n\r]))+/g;
/**
 * Sentence ends, with the quotes and brackets that close after them; a full stop of an alphabetic script must be followed by
 * white space, so that 3.14 and example.com stay whole.
 */
const sentenceEnd =
  /(?:[。！？!?｡…]+|\.(?=\s|$))[”’」』）)\]】》"']*[^\S\n\r]*(?:\r\n|[\n\r])*|(?:\r\n|[\n\r])+/g;

const ends: Readonly<Record<UnitLevel, RegExp>> = {
  line: lineEnd,
  paragraph: paragraphEnd,
  sentence: sentenceEnd,
};

/** Calls `take` for each unit of `text`, in order. Cost: linear in the text. */
export function cutUnits(text: string, level: UnitLevel, take: TakeUnit): void {
  const end = ends[level];
  end.lastIndex = 0;
  let start = 0;
  while (start < text.length) {
    const match = end.exec(text);
    const next = match === null ? text.length : match.index + match[0].length;
    take(start, next);
    start = next;
  }
}
