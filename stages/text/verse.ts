/** The form of Chinese verse, told from its characters: lines between marks, their length and number. */

/** Marks that end or cut a line of verse; couplets and stanzas stand on lines of their own. */
const lineEnd = /[，。？！；：、\s]+/;
/** 々 and 〇 are of the script too. What it is not - □ and ○ for lost characters, editors' brackets, digits - is damage. */
const onlyHan = /^\p{Script=Han}+$/u;

export interface VerseForm {
  readonly lines: number;
  /** Number of characters in every line; undefined when the lines differ. */
  readonly characters: number | undefined;
  /** Whether something stands in it that is neither a Han character nor a mark between lines. */
  readonly isDamaged: boolean;
}

export function verseForm(text: string): VerseForm {
  const lines = text.split(lineEnd).filter((line) => line !== "");
  // Characters of old books lie beyond the Basic Multilingual Plane: code points are counted.
  const lengths = new Set(lines.map((line) => Array.from(line).length));
  return {
    lines: lines.length,
    characters: lengths.size === 1 ? lengths.values().next().value : undefined,
    isDamaged: lines.some((line) => !onlyHan.test(line)),
  };
}

const measures: Readonly<Record<number, string>> = { 4: "四言", 5: "五言", 6: "六言", 7: "七言" };

/** 五言 ...; 杂言 for lines of different or unusual length. */
export function measureOf({ characters }: VerseForm): string {
  return measures[characters ?? 0] ?? "杂言";
}

/** 绝句 for four lines of five or seven characters, 律诗 for eight, 古体 for all else. Tones are not looked at. */
export function patternOf({ characters, lines }: VerseForm): string {
  if (characters !== 5 && characters !== 7) return "古体";
  if (lines === 4) return "绝句";
  return lines === 8 ? "律诗" : "古体";
}
