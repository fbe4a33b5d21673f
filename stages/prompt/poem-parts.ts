/** A poem's record -> author, dynasty, form and the poem itself. */
import { z } from "zod";
import type { JsonValue } from "../../pipeline/contracts/sample.js";
import { defineMap } from "../../pipeline/contracts/stage.js";
import { measureOf, patternOf, verseForm } from "../text/verse.js";

const parameters = z.strictObject({
  author: z
    .string()
    .default("first-line")
    .describe(
      "where the author stands: `first-line` of the text (as chinese-poetry's dumps have it), or the name of the record's field",
    ),
  dynasty: z
    .string()
    .default("dynasty")
    .describe("field of the record that tells the dynasty, in its words or among others (a file name)"),
  dynasties: z
    .record(z.string(), z.string())
    .default({ tang: "唐代", song: "宋代" })
    .describe("what to look for in the field -> the dynasty's name; where none is found, the field's words"),
});

/** Most characters of an author's name. The longest in the dumps are 太宗皇帝李世民 (7) and 《靖康小雅》作者 (8). */
const longestName = 12;
const notes = "(?:（[^（）]*(?:（[^（）]*）[^（）]*)*）)+";
/**
 * What editors put in, a note in it or not. On lines of their own and behind a line of verse, notes end with a full stop of their own:
 * （見《祖堂集》卷十一）。 The one behind a note within a line is the verse's: 來車豈動輪（一作「塵」）。
 */
const noted = new RegExp(`^${notes}。?\\n?|(?<=[，。？！；：])${notes}。?|${notes}`, "gm");
/** What stands in lines of verse, and in no name. */
const verseMark = /[，。？！；：]/;

export const poemParts = defineMap({
  name: "poem-parts",
  summary:
    "Takes a poem's record apart: author, dynasty and form (meta.author, dynasty, measure, pattern), and its lines as text, without editors' notes.",
  source: "chinese-poetry (author in the first line, dynasty in the file name); THUDM/iPrompt (诗体, 格律)",
  parameters,
  reasons: { "no-output": "the record has no author, or no lines" },
  examples: [
    { in: "李白\n床前明月光，疑是地上霜。", out: "床前明月光，疑是地上霜。" },
    { in: "白居易\n雲峯雜滿眼，不當隱淪時。\n（同前。\n以上四詩皆轉錄）。", out: "雲峯雜滿眼，不當隱淪時。" },
    { in: "床前明月光，疑是地上霜。\n舉頭望明月，低頭思故鄉。", out: null },
    { in: "床前明月光，疑是地上霜。", out: null, params: { author: "poet" } },
  ],
  open: (params) => (sample) => {
    const cut = params.author === "first-line" ? sample.text.indexOf("\n") : -1;
    const author = params.author === "first-line" ? sample.text.slice(0, cut) : sample.meta[params.author];
    const text = sample.text
      .slice(cut + 1)
      .replace(noted, "")
      .trim();
    if (typeof author !== "string" || !isName(author.trim()) || text === "") return [];
    const form = verseForm(text);
    const meta = {
      ...sample.meta,
      author: author.trim(),
      dynasty: dynastyOf(sample.meta[params.dynasty], params.dynasties),
      measure: measureOf(form),
      pattern: patternOf(form),
    };
    return { ...sample, text, meta };
  },
});

function isName(text: string): boolean {
  return text !== "" && text.length <= longestName && !verseMark.test(text);
}

function dynastyOf(field: JsonValue | undefined, names: Readonly<Record<string, string>>): string {
  if (typeof field !== "string") return "";
  const found = Object.entries(names).find(([sign]) => field.includes(sign));
  return found?.[1] ?? field;
}
