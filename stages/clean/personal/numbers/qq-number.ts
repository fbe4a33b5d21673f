/** QQ numbers: five to eleven digits behind the word QQ, or behind another QQ number; and of groups behind 交流群 or 群号. */
import { isAlnum } from "../../../text/characters/ascii.js";
import { isInvitation } from "../invitation.js";
import type { Finding, Span } from "../kinds.js";
import { signTable } from "./number-shape.js";

/** Words that may stand between QQ and its number. */
const fillers = "群号码號碼是为為：: ;；交流咨询客服在线加（(-\t";
/** The last of QQ, 扣扣, 企鹅 and 微信. */
const lastOfWord = "qQ扣鹅信";
/** What stands before the digits where no other QQ number does. */
export const beforeQqNumber = fillers + lastOfWord;
/** What may stand between two QQ numbers: one word stands before several (QQ：12345、23456 或 34567). */
const joiners = `${fillers}、，,/或和`;
const longestGap = 8;

const group = /(?:(?:交流|讨论|学习|聊天|答疑|读者|玩家|粉丝)群|群号码?)[:：是为 ]{0,2}$/;
const longestGroupWord = 6;
const shortestGroup = 6;
const members = /^ ?[人名位个年]/;

/** @param previous what was found before */
export function qqNumber(
  text: string,
  start: number,
  end: number,
  previous: Finding | undefined,
): Span | undefined {
  const digits = end - start;
  if (digits < 5 || digits > 11 || text.charCodeAt(start) === 0x30) return undefined;
  const follows =
    previous?.kind === "qq" &&
    start - previous.end <= longestGap &&
    consistsOf(joiners, text, previous.end, start);
  return follows || followsWord(text, start) || isGroup(text, start, end) ? { start, end } : undefined;
}

function isGroup(text: string, start: number, end: number): boolean {
  return (
    end - start >= shortestGroup &&
    group.test(text.slice(Math.max(0, start - longestGroupWord), start)) &&
    !members.test(text.slice(end, end + 2))
  );
}

const isFiller = signTable(fillers);
const endsWord = signTable(lastOfWord);

function followsWord(text: string, start: number): boolean {
  let last = start - 1;
  const limit = Math.max(0, start - longestGap);
  while (last >= limit && isFiller[text.charCodeAt(last)] === 1) last--;
  return last > 0 && endsWord[text.charCodeAt(last)] === 1 && isWord(text, last);
}

/** Whether a word for QQ ends at `last`. */
function isWord(text: string, last: number): boolean {
  let i = last;
  // One number for both: QQ/微信：12345678.
  if (text.startsWith("/微信", i - 2)) i -= "/微信".length;
  const isQ = (at: number): boolean => (text.charCodeAt(at) | 0x20) === 0x71;
  if (isQ(i) && (isQ(i - 1) || isInvitation(text, i - 1))) return true;
  if (isQ(i) && text.charAt(i - 1) === " " && isQ(i - 2) && !isAlnum(text.charCodeAt(i - 3))) return true;
  return text.startsWith("扣扣", i - 1) || text.startsWith("企鹅", i - 1);
}

function consistsOf(characters: string, text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!characters.includes(text.charAt(i))) return false;
  return true;
}
