import { z } from "zod";
import { withText } from "../../pipeline/contracts/sample.js";
import { defineTextMap } from "../../pipeline/contracts/stage.js";
import * as c from "../text/characters/charclass.js";
import { charClass } from "../text/characters/charclass.js";
import { isHanLead } from "../text/characters/han.js";
import { profileOf } from "../text/profile.js";
import { Splice } from "../text/splice.js";
import { kindSet, kindsOf, lineEnds, nextBetween, nextKind } from "../text/units/unit-kinds.js";

const parameters = z.object({
  strict: z
    .boolean()
    .default(false)
    .describe(
      "Remove also the space after a numbering at the start of a line (第一条 为了 ..., 一、 总则), between the fields of a line (作者：张三 来源：新华社), four spaces and more between words (columns) and between the entries of a line that is a list (张三 李四 王五)",
    ),
});

/**
 * Removes spaces between Han characters, and between Han characters and Chinese punctuation. Not in titles: of 58,062 of poems 24,232 have
 * one that parts them (登西樓二首  其一), as those of laws do (最高人民法院 最高人民检察院关于 ...).
 */
export const hanSpaces = defineTextMap({
  name: "han-spaces",
  summary:
    "Removes spaces between Chinese characters and around Chinese punctuation; spaces beside Latin words stay.",
  source: "Yuan et al. 2021, §2.2 (spaces between Chinese characters are removed)",
  parameters,
  examples: [
    { in: "我 们 在 北 京", out: "我们在北京" },
    { in: "使用 Linux 系统 ，很 好 。", out: "使用 Linux 系统，很好。" },
    { in: "第一条 为了规范 管理", out: "第一条 为了规范管理" },
    {
      in: "张三 李四 欧阳修\n白日依山尽 黄河入海流 欲穷千里目",
      out: "张三 李四 欧阳修\n白日依山尽 黄河入海流 欲穷千里目",
    },
    { in: "（通讯员 李琴雯 刘会）他说：“会努力。 ”", out: "（通讯员 李琴雯 刘会）他说：“会努力。”" },
    { in: "考点    考场     座号\n通    知", out: "考点    考场     座号\n通知" },
    { in: "译者：冰 雨玉洁 校对：王五", out: "译者：冰雨玉洁 校对：王五" },
    { in: "第一条 为了规范 管理", out: "第一条为了规范管理", params: { strict: true } },
    { in: "```\n变量 值\n    缩 进", out: "```\n变量值\n    缩进" },
  ],
  open: (params) => (sample) => {
    const p = profileOf(sample.text);
    if (p.han === 0 || p.space + p.spaceUnusual + p.ideographicSpace === 0) return sample;
    kindsOf(sample.text);
    const first = nextGap(0, sample.text.length);
    return first === sample.text.length
      ? sample
      : withText(sample, closeGaps(sample.text, first, params.strict));
  },
});

/**
 * Where the next gap begins that has a side (Han or Chinese punctuation) before it and, behind its first unit, a side or more of
 * the gap.
 */
function nextGap(from: number, length: number): number {
  return nextBetween(sides, gap, sidesOrGap, from, length);
}

/** @param first the first gap */
function closeGaps(text: string, first: number, strict: boolean): string {
  const splice = new Splice(text);
  const units = kindsOf(text);
  const { length } = text;
  const line: Line = { start: 0, knownTo: 0, proseTo: 0 };
  for (let i = first; i < length; ) {
    let end = nextKind(noGap, i + 1, length);
    const before = sideOf(units, i - 1);
    const after = before > 0 && end < length ? sideOf(units, end) : 0;
    // A gap between two punctuation marks is layout (………… 12) and stays, unless it is at the inner side of a quote or bracket.
    // Other gaps need Han on at least one side.
    if (before + after > 2 || (before === 1 && after === 1 && isInner(units, i, end))) {
      const kept = strict ? 0 : keptTo(text, units, line, i, before + after === 4 ? end : -1);
      if (kept === 0) splice.replace(i, end, "");
      else end = Math.max(end, kept);
    }
    i = nextGap(end, length);
  }
  return splice.finish();
}

/** What is known of the current line, as gaps are visited in the order of the text. */
interface Line {
  /** Start of the line of the last gap, and up to where line starts were looked for. */
  start: number;
  knownTo: number;
  /** Lines that begin before this are known not to be lists. */
  proseTo: number;
}

/**
 * 0 when the gap is to be closed; otherwise the place up to which gaps stay: the end of this one, or of the line when that is a
 * list.
 *
 * @param hanAt end of the gap when both of its sides are Han; otherwise -1
 */
function keptTo(text: string, units: Uint16Array, line: Line, gapAt: number, hanAt: number): number {
  for (let at = gapAt; at > line.knownTo; at--) {
    if (units[at - 1] !== 10) continue;
    line.start = at;
    break;
  }
  line.knownTo = gapAt;
  if (isNumbering(units, line.start, gapAt)) return gapAt;
  if (hanAt < 0) return 0;
  if (hanAt - gapAt >= columnGap && sideOf(units, gapAt - 2) === 2 && sideOf(units, hanAt + 1) === 2)
    return hanAt;
  if (isLabel(units, hanAt) && text.lastIndexOf("：", gapAt) >= line.start) return gapAt;
  const enclosedEnd = endOfEnclosedList(units, gapAt, text.length);
  if (enclosedEnd > 0) return enclosedEnd;
  if (line.start < line.proseTo) return 0;
  const lineEnd = nextKind(lineEnds, gapAt, text.length);
  if (isList(units, line.start, lineEnd)) return lineEnd;
  line.proseTo = lineEnd;
  return 0;
}

/** Whether characters of this class make up gaps. */
function isGap(kind: number): boolean {
  return kind === c.SPACE || kind === c.IDEOGRAPHIC_SPACE || kind === c.SPACE_UNUSUAL;
}

/**
 * Whether characters of this class may be a side of a gap, as `sideOf` will tell exactly. Gaps beside anything else are not
 * looked at.
 */
function isSide(kind: number): boolean {
  return c.isHanClass(kind) || kind === c.PUNCTUATION_CJK || kind === c.SURROGATE;
}

const gap = kindSet(isGap);
const noGap = kindSet((kind) => !isGap(kind));
const sides = kindSet(isSide);
const sidesOrGap = kindSet((kind) => isSide(kind) || isGap(kind));

/** 2 Han, 1 Chinese punctuation, 0 anything else. */
function sideOf(units: Uint16Array, at: number): number {
  const unit = units[at]!;
  const kind = charClass[unit]!;
  if (c.isHanClass(kind)) return 2;
  if (kind === c.PUNCTUATION_CJK) return 1;
  // Second halves are taken on trust.
  if (kind === c.SURROGATE) return isHanLead(unit >= 0xdc00 && at > 0 ? units[at - 1]! : unit) ? 2 : 0;
  return 0;
}

/** So wide a gap between words parts columns, or what an author set no comma between; inside a word (通    知) it spreads it. */
const columnGap = 4;

const fewestEntries = 3;
const longestEntry = 12;

/** A line of nothing but three or more words of 2 - 12 Han characters with gaps between: names, key words, verses. */
function isList(units: Uint16Array, start: number, end: number): boolean {
  let entries = 0;
  for (let i = start; i < end; ) {
    if (isGap(charClass[units[i]!]!)) {
      i++;
      continue;
    }
    const from = i;
    while (i < end && sideOf(units, i) === 2) i++;
    if (i - from < 2 || i - from > longestEntry || (i < end && !isGap(charClass[units[i]!]!))) return false;
    if (entries === 0 && isNumbering(units, start, i)) return false;
    entries++;
  }
  return entries >= fewestEntries;
}

const enclosures = new Set(["（）", "()", "“”", "「」", "『』", "【】"]);
const longestEnclosed = 64;

/** Where the brackets or quotes close that a gap stands in with three or more such words: （通讯员 李琴雯 刘会）, “金融知识进万家 争做好网民 共享好生活”; or 0. */
function endOfEnclosedList(units: Uint16Array, gapAt: number, length: number): number {
  const isInside = (at: number): boolean => sideOf(units, at) === 2 || isGap(charClass[units[at]!]!);
  let start = gapAt;
  while (start > 0 && gapAt - start < longestEnclosed && isInside(start - 1)) start--;
  let end = gapAt;
  while (end < length && end - gapAt < longestEnclosed && isInside(end)) end++;
  if (start === 0 || !enclosures.has(String.fromCharCode(units[start - 1]!, units[end]!))) return 0;
  return isList(units, start, end) ? end : 0;
}

/** Whether a gap between two marks is at the inner side of a quote or a bracket: 会努力。 ”. One that fills it is a blank: 正确的是（ ）. */
function isInner(units: Uint16Array, gapAt: number, gapEnd: number): boolean {
  const closes = "”’」』）》】".includes(String.fromCharCode(units[gapEnd]!));
  const opens = "“‘「『（《【".includes(String.fromCharCode(units[gapAt - 1]!));
  return closes !== opens;
}

const fullColon = "：".charCodeAt(0);
const longestLabel = 4;

/** Whether a label begins at `at`. Behind another one on its line it begins a field: 作者：张三 来源：新华社. */
function isLabel(units: Uint16Array, at: number): boolean {
  let i = at;
  while (i - at <= longestLabel && sideOf(units, i) === 2) i++;
  return i - at >= 2 && units[i] === fullColon;
}

/** Most units of a numbering such as 第一百二十三条之一, and of the marks and the indent before it. */
const longestNumbering = 12;
const longestLead = 64;
const LEAD = 1;
const NUMERAL = 2;
const DIVISION = 3;
/** What units are in a numbering. */
const numbering = new Uint8Array(0x10000);
for (const sign of "#>-* \t") numbering[sign.charCodeAt(0)] = LEAD;
for (const sign of "零〇一二三四五六七八九十百千两0123456789") numbering[sign.charCodeAt(0)] = NUMERAL;
for (const sign of "章节條条款项編编卷回篇部分集课目則则") numbering[sign.charCodeAt(0)] = DIVISION;
const [ordinal, openBracket, closeBracket, comma, of] = Array.from("第（）、之", (sign) =>
  sign.charCodeAt(0),
);

/** Whether the line begins with 第…条 / 第…章 or 一、 / （一） and nothing else up to `end`. */
function isNumbering(units: Uint16Array, start: number, end: number): boolean {
  if (end - start > longestLead + longestNumbering) return false;
  let first = start;
  // Markdown heading, quote and list marks may stand before it.
  while (first < end && numbering[units[first]!] === LEAD) first++;
  if (end - first < 2 || end - first > longestNumbering) return false;
  const head = units[first]!;
  let i = first + (head === ordinal || head === openBracket ? 1 : 0);
  const digits = i;
  while (i < end && numbering[units[i]!] === NUMERAL) i++;
  if (i === digits) return false;
  if (head === ordinal) return numbering[units[i]!] === DIVISION && (end - i === 1 || units[i + 1] === of);
  return end - i === 1 && units[i] === (head === openBracket ? closeBracket : comma);
}
