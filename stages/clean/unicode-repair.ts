import { z } from "zod";
import { withText } from "../../pipeline/contracts/sample.js";
import { defineTextMap } from "../../pipeline/contracts/stage.js";
import * as c from "../text/characters/charclass.js";
import { charClass } from "../text/characters/charclass.js";
import { profileOf, type TextProfile } from "../text/profile.js";
import { Splice } from "../text/splice.js";
import { kindSet, kindsOf, nextKind } from "../text/units/unit-kinds.js";

const parameters = z.object({
  "lone-surrogates": z
    .enum(["replace", "remove"])
    .default("replace")
    .describe("Half of a surrogate pair: replace by U+FFFD or remove"),
  "private-use": z
    .enum(["keep", "replace", "remove"])
    .default("keep")
    .describe(
      "Private Use Area characters (missing rare characters of old books): keep, replace by □, or remove",
    ),
  "zero-width": z
    .enum(["remove", "keep"])
    .default("remove")
    .describe(
      "Zero-width spaces, joiners and soft hyphens: remove (not the joiners of emoji and of scripts that need them), or keep",
    ),
  "direction-marks": z
    .enum(["remove", "keep"])
    .default("remove")
    .describe("Marks and overrides of the writing direction: remove, or keep (texts with Arabic and Hebrew)"),
  controls: z
    .enum(["remove", "keep"])
    .default("remove")
    .describe(
      "Control codes but tab and line ends: remove (vertical tab and form feed become line ends), or keep",
    ),
  "unusual-spaces": z
    .boolean()
    .default(true)
    .describe(
      "Turn no-break, thin and other space separators into a plain space (U+3000 is left to `width`)",
    ),
});

/** Repairs the character level: line ends, byte order marks, invisible, control and direction marks, half surrogates. */
export const unicodeRepair = defineTextMap({
  name: "unicode-repair",
  summary:
    "Makes line ends LF and removes byte order marks, zero-width, control and direction marks and half surrogates.",
  source:
    "Unicode Standard 16.0, chapter 23 (special areas and format characters); UAX 14 for line separators",
  parameters,
  titles: true,
  examples: [
    { in: "第一行\r\n第二行\r第三行", out: "第一行\n第二行\n第三行" },
    { in: "\uFEFF零\u200B宽\u200E度\u0007", out: "零宽度" },
    { in: "𠮷野家\uE5E5", out: "𠮷野家\uE5E5" },
    { in: "字\uE5E5", out: "字□", params: { "private-use": "replace" } },
    { in: "半\uD842个", out: "半\uFFFD个" },
    { in: "👩\u200D👧", out: "👩\u200D👧" },
    {
      in: "零\u200B宽\u200F度\u0007",
      out: "零\u200B宽\u200F度",
      params: { "zero-width": "keep", "direction-marks": "keep" },
    },
  ],
  open: (params) => {
    const lone = params["lone-surrogates"] === "replace" ? "\uFFFD" : "";
    const privateUse = params["private-use"];
    const spaces = params["unusual-spaces"];
    const kinds: number[] = [c.CARRIAGE_RETURN, c.LINE_SEPARATOR, c.SURROGATE];
    if (privateUse !== "keep") kinds.push(c.PRIVATE_USE);
    if (spaces) kinds.push(c.SPACE_UNUSUAL);
    if (params["zero-width"] === "remove") kinds.push(c.ZERO_WIDTH);
    if (params["direction-marks"] === "remove") kinds.push(c.BIDI);
    if (params.controls === "remove") kinds.push(c.CONTROL);
    return (sample) =>
      applies(profileOf(sample.text), kinds)
        ? withText(sample, repair(sample.text, kinds, lone, privateUse))
        : sample;
  },
});

/** Whether the text holds anything of these kinds. A loop, because V8 compiles a function again for each branch that it first meets late. */
function applies(p: TextProfile, kinds: readonly number[]): boolean {
  for (const kind of kinds) if (p.ofClass(kind) > 0) return true;
  return false;
}

/** The classes of all units that any parameter may have repaired. */
const repaired = kindSet((kind) =>
  [
    c.CARRIAGE_RETURN,
    c.LINE_SEPARATOR,
    c.SURROGATE,
    c.PRIVATE_USE,
    c.SPACE_UNUSUAL,
    c.ZERO_WIDTH,
    c.BIDI,
    c.CONTROL,
  ].includes(kind),
);

/** What is needed for the repair of every unit of a text. */
interface Repairs {
  readonly text: string;
  readonly splice: Splice;
  /** What a lone surrogate is replaced by. */
  readonly lone: string;
  readonly privateUse: "keep" | "replace" | "remove";
}

function repair(
  text: string,
  kinds: readonly number[],
  lone: string,
  privateUse: "keep" | "replace" | "remove",
): string {
  const splice = new Splice(text);
  const repairs = { text, splice, lone, privateUse };
  const units = kindsOf(text);
  const { length } = text;
  for (let i = nextKind(repaired, 0, length); i < length; i = nextKind(repaired, i + 1, length)) {
    const unit = units[i]!;
    if (kinds.includes(charClass[unit]!)) i = repairUnit(i, unit, repairs);
  }
  return splice.finish();
}

/** By class: what a unit is replaced by, where that does not depend on its neighbours. */
const plain: string[] = [];
plain[c.SPACE_UNUSUAL] = " ";
plain[c.LINE_SEPARATOR] = "\n";
plain[c.BIDI] = "";

/**
 * Repairs the unit at `at` and returns the last place that it looked at. A function of its own, with the usual cases in a table, for the
 * same reason as the loop of `applies`.
 */
function repairUnit(at: number, unit: number, repairs: Repairs): number {
  const { text, splice } = repairs;
  const kind = charClass[unit]!;
  const by = kind === c.CARRIAGE_RETURN ? (text.charCodeAt(at + 1) === 10 ? "" : "\n") : plain[kind];
  if (by === undefined) return repairRareUnit(at, unit, repairs);
  splice.replace(at, at + 1, by);
  return at;
}

function repairRareUnit(at: number, unit: number, { text, splice, lone, privateUse }: Repairs): number {
  switch (charClass[unit]) {
    case c.ZERO_WIDTH:
      if (!joins(text, at, unit)) splice.replace(at, at + 1, "");
      return at;
    case c.CONTROL:
      // Vertical tab and form feed separate lines.
      splice.replace(at, at + 1, unit === 0x0b || unit === 0x0c ? "\n" : "");
      return at;
    case c.PRIVATE_USE:
      splice.replace(at, at + 1, privateUse === "replace" ? "□" : "");
      return at;
    default: {
      const next = at + 1 < text.length ? text.charCodeAt(at + 1) : 0;
      if (unit > 0xdbff || next < 0xdc00 || next > 0xdfff) {
        splice.replace(at, at + 1, lone);
        return at;
      }
      const isPrivate = unit >= 0xdb80;
      if (isPrivate && privateUse !== "keep") splice.replace(at, at + 2, privateUse === "replace" ? "□" : "");
      return at + 1;
    }
  }
}

/** Zero-width joiners belong to emoji sequences and to Indic, Arabic and other joining scripts. */
function joins(text: string, at: number, unit: number): boolean {
  if ((unit !== 0x200c && unit !== 0x200d) || at === 0) return false;
  switch (charClass[text.charCodeAt(at - 1)]) {
    case c.LETTER_OTHER:
    case c.VARIATION_SELECTOR:
    case c.SYMBOL:
      return true;
    case c.SURROGATE:
      return (
        charClass[text.charCodeAt(at + 1)] === c.SURROGATE || charClass[text.charCodeAt(at + 1)] === c.SYMBOL
      );
    default:
      return false;
  }
}
