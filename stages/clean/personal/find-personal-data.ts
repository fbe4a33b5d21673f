/** One pass over the runs of digits of a text, and one over its @ signs, finds all personal data. */
import { isAlnum, isDigit } from "../../text/characters/ascii.js";
import { DIGIT } from "../../text/characters/charclass.js";
import { profileOf } from "../../text/profile.js";
import { kindSet, kindsOf, nextKind } from "../../text/units/unit-kinds.js";
import { findEmailAddresses } from "./email-address.js";
import type { Finding, PersonalKind, Span } from "./kinds.js";
import { numberRules, RuleMasks } from "./numbers/number-rules.js";
import { continuesBefore } from "./numbers/number-shape.js";
import { findSpelledAddresses } from "./spelled-address.js";
import { findWechatAccounts } from "./wechat-account.js";

/**
 * Makes a function that finds personal data of the wanted kinds, in the order of the text and without overlaps.
 *
 * Cost: nothing for texts without the signs that the kinds consist of; for others one look at each unit and a bounded look around each run
 * of digits.
 */
export function makeFinder(wanted: ReadonlySet<PersonalKind>): (text: string) => readonly Finding[] {
  const rules = numberRules.filter(({ kind }) => wanted.has(kind));
  const masks = new RuleMasks(rules);
  return (text) => {
    const p = profileOf(text);
    const found: Finding[] = [];
    if (wanted.has("email") && p.atSign > 0) findEmailAddresses(text, found);
    if (wanted.has("email") && p.latin > 0) findSpelledAddresses(text, found);
    if (wanted.has("wechat") && p.latin >= fewestLettersOfAccount) findWechatAccounts(text, found);
    if (found.length > 1) removeOverlaps(found);
    if (rules.length === 0 || p.digit === 0) return found;
    return findNumbers(text, found);
  };

  function findNumbers(text: string, before: readonly Finding[]): readonly Finding[] {
    const units = kindsOf(text);
    const { length } = text;
    const walk: Walk = { text, units, before, earlier: 0, last: undefined, following: 0, found: [] };
    for (let i = nextKind(digits, 0, length), end = 0; i < length; i = nextKind(digits, end, length)) {
      end = i + 1;
      while (isDigit(units[end]!)) end++;
      const candidates = masks.of(units, i, end) | walk.following;
      if (candidates !== 0) end = lookCloser(walk, i, end, candidates);
    }
    while (walk.earlier < before.length) walk.found.push(before[walk.earlier++]!);
    return walk.found;
  }

  /** Adds what the digits [start, end) belong to, if anything, and returns where the search goes on. */
  function lookCloser(walk: Walk, start: number, end: number, candidates: number): number {
    const { before, found } = walk;
    while (walk.earlier < before.length && before[walk.earlier]!.end <= start)
      found.push(before[walk.earlier++]!);
    const next = before[walk.earlier];
    if (next !== undefined && next.start < end) return Math.max(end, next.end);
    const floor = found.at(-1)?.end ?? 0;
    const finding = numberAt(walk, start, end, candidates, floor);
    if (finding === undefined || finding.start < floor) return end;
    if (next !== undefined && finding.end > next.start) return end;
    found.push(finding);
    walk.last = finding;
    walk.following = masks.following(finding);
    return Math.max(end, finding.end);
  }

  function numberAt(
    { text, units, last }: Walk,
    start: number,
    end: number,
    candidates: number,
    floor: number,
  ): Finding | undefined {
    let isJoined: boolean | undefined;
    for (let rest = candidates; rest !== 0; rest &= rest - 1) {
      const { kind, detect, standsAlone } = rules[31 - Math.clz32(rest & -rest)]!;
      if (standsAlone) {
        // Directly behind personal data, or one sign further, a number does not continue what stands before it.
        isJoined ??= (floor === 0 || start > floor + 1) && continuesBefore(text, start);
        if (isJoined) continue;
      }
      const span = detect(text, start, end, last);
      if (span !== undefined && !takesForeignSign(units, start, span, floor))
        return { kind, start: span.start, end: span.end };
    }
    return undefined;
  }
}

/** How far the pass over a text's digits has come. */
interface Walk {
  readonly text: string;
  readonly units: Uint16Array;
  /** What was found by other means, and how many of these findings stand before the digits that were looked at last. */
  readonly before: readonly Finding[];
  earlier: number;
  last: Finding | undefined;
  /** The rules that may continue it. */
  following: number;
  readonly found: Finding[];
}

/** A WeChat account begins with one. */
const fewestLettersOfAccount = 1;

const digits = kindSet((kind) => kind === DIGIT);

/** Whether the span begins with a plus sign or bracket directly behind a word or number, to which that sign belongs. */
function takesForeignSign(units: Uint16Array, start: number, span: Span, floor: number): boolean {
  return (
    span.start === start - 1 &&
    span.start > floor &&
    !isAlnum(units[span.start]!) &&
    isAlnum(units[span.start - 1]!)
  );
}

function removeOverlaps(found: Finding[]): void {
  found.sort((a, b) => a.start - b.start);
  let kept = 0;
  for (const finding of found)
    if (kept === 0 || finding.start >= found[kept - 1]!.end) found[kept++] = finding;
  found.length = kept;
}
