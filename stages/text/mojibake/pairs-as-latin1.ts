/**
 * GBK or Big5 that was read as Latin-1 or Windows-1252: ÖÐÎÄ and ¤¤¤å for 中文. No language puts letters with marks and signs of this
 * range side by side like that; a run of them is undone when its bytes are pairs, mostly of common characters. Second bytes
 * may be ASCII. Short runs follow the others of their text.
 */
import { Splice } from "../splice.js";
import { nextMarked, unitsOf } from "../units/units.js";
import { latin1Bytes, noByte, type PairCharset, pairUnits } from "./bytes.js";
import { isCommonChinese } from "./common-units.js";

interface Tables {
  readonly bytes: Int16Array;
  readonly marks: Uint8Array;
  readonly charsets: readonly (readonly [PairCharset, Uint16Array])[];
}

let tables: Tables | undefined;

const fewestCharacters = 4;
/** Characters in long runs after which a short one is believed. */
const fewestToTrust = 8;
/**
 * Lead bytes of signs and of level 1 in GB 2312 and Big5: not all of these thousands of characters are common, but no noise is made of
 * them. Level 2 has the pairs of small letters (éé).
 */
const inUse = { gbk: [0xa1, 0xd7], big5: [0xa1, 0xc6] } as const;

export function undoPairsAsLatin1(
  text: string,
  count: (charset: PairCharset, characters: number) => void,
): string {
  tables ??= buildTables();
  const { bytes, marks, charsets } = tables;
  const units = unitsOf(text);
  let best:
    | { readonly charset: PairCharset; readonly runs: readonly Run[]; readonly common: number }
    | undefined;
  for (const [charset, pairs] of charsets) {
    const runs = readRuns(units, text.length, bytes, marks, pairs, inUse[charset]);
    const common = runs.reduce((sum, run) => sum + run.common, 0);
    if (common > (best?.common ?? 0)) best = { charset, runs, common };
  }
  if (best === undefined) return text;
  const splice = new Splice(text);
  let characters = 0;
  for (const { from, to, text: right } of best.runs) {
    splice.replace(from, to, right);
    characters += right.length;
  }
  count(best.charset, characters);
  return splice.finish();
}

interface Run {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly common: number;
}

/** The runs that read as Chinese. */
function readRuns(
  units: Uint16Array,
  length: number,
  bytes: Int16Array,
  marks: Uint8Array,
  pairs: Uint16Array,
  [firstInUse, lastInUse]: readonly [number, number],
): Run[] {
  const long: Run[] = [];
  const short: Run[] = [];
  let trusted = 0;
  for (let i = nextMarked(units, 0, length, marks); i < length; i = nextMarked(units, i, length, marks)) {
    const from = i;
    let text = "";
    let common = 0;
    let high = 0;
    let used = 0;
    while (i + 1 < length) {
      const lead = bytes[units[i]!]!;
      const trail = units[i + 1]! < 0x80 ? units[i + 1]! : bytes[units[i + 1]!]!;
      const unit = lead < 0x81 || trail < 0x40 ? 0 : pairs[(lead << 8) | trail]!;
      if (unit === 0) break;
      text += String.fromCharCode(unit);
      if (isCommonChinese[unit] === 1) common++;
      if (trail >= 0x80) high++;
      if (trail >= 0x80 && lead >= firstInUse && lead <= lastInUse) used++;
      i += 2;
    }
    // One byte is left over, so the text is in another charset or in none.
    const isWhole = i >= length || marks[units[i]!] === 0;
    const run = { from, to: i, text, common };
    if (isWhole && text.length >= fewestCharacters && common * 2 >= text.length && high * 3 >= text.length) {
      long.push(run);
      trusted += text.length;
    } else if (isWhole && high > 0 && Math.max(common, used) * 2 >= text.length) short.push(run);
    while (i < length && marks[units[i]!] === 1) i++;
    if (i === from) i++;
  }
  if (long.length === 0) return [];
  return trusted < fewestToTrust ? long : [...long, ...short].sort((a, b) => a.from - b.from);
}

function buildTables(): Tables {
  const bytes = latin1Bytes();
  const marks = Uint8Array.from(bytes, (byte) => (byte === noByte ? 0 : 1));
  return {
    bytes,
    marks,
    charsets: [
      ["gbk", pairUnits("gbk")],
      ["big5", pairUnits("big5")],
    ],
  };
}
