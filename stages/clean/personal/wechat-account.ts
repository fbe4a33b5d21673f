/**
 * WeChat accounts: 6 to 20 letters, digits, hyphens and underscores that begin with a letter, behind the word 微信 or one of its
 * disguises (薇信, 威信, V信, 微❤, 微 信, vx, wx, weixin, 加微, 加V, +V, +vx).
 */
import { isAlnum, isAsciiLetter, isDigit } from "../../text/characters/ascii.js";
import { UnitPairs } from "../../text/units/unit-pairs.js";
import { isInvitation } from "./invitation.js";
import type { Finding } from "./kinds.js";

const shortest = 6;
const longest = 20;

/** Word, then what may stand between word and account. The account follows where the match ends; Latin words need a colon. */
const announced = new RegExp(
  [
    // 加微, 加vx, 加V: and the same with a plus sign; options (ls +v dir_1, chmod +wx run_1) follow a command.
    /(?:[加+＋](?:[微薇]|[vV][xX])|(?:加|(?<![!-~] {0,9})[+＋])(?:[wW][xX]|[vV](?=[ \t:：]))|[+＋](?:[wW][xX]|[vV])(?=[:：]))([ \t]?[:：]?[ \t]?)/,
    /[微薇威vV](?: ?信|❤️?)( ?(?:号码|账号|帐号|同号|号|ID|id)?[ \t]?(?:[:：是为=]|加|（|\()?[ \t]?)/,
    /(?:[vVwW][xX]|[wW]ei[xX]in|[wW]e[cC]hat)( ?(?:号|ID|id)?[ \t]?[:：][ \t]?)/,
  ]
    .map(({ source }) => `(?:${source})(?=[A-Za-z])`)
    .join("|"),
  "y",
);

/** What the words begin with. */
const beginnings = new UnitPairs("微薇威vVwW加+＋", "信xXe微薇vVwW❤ ");
const letterE = 0x65;
const space = 0x20;
const letterXin = "信".charCodeAt(0);

/** Appends what is found to `into`, in the order of the text. */
export function findWechatAccounts(text: string, into: Finding[]): void {
  const units = beginnings.unitsOf(text);
  for (let i = nextWord(units, 0, text.length); i < text.length; i = nextWord(units, i + 1, text.length)) {
    if (i > 0 && units[i]! < 0x80 && isAlnum(units[i - 1]!)) continue;
    announced.lastIndex = i;
    const match = announced.exec(text);
    if (match === null || (addsOther(text, i) && !names.test(match[0]))) continue;
    const start = i + match[0].length;
    const end = accountEnd(text, start);
    if (
      end < 0 ||
      !isAccount(text.slice(start, end), match.slice(1).find((between) => between !== undefined) ?? "")
    )
      continue;
    into.push({ kind: "wechat", start, end });
    i = end - 1;
  }
}

/** 微信号, 微信：: what follows is an account even where it is added (新增加微信：). */
const names = /信.*[号:：]/;

/** Whether the word at an offset, or the one before it, adds something other than an account: 增加V, 施加V. */
function addsOther(text: string, at: number): boolean {
  const jia = text.charAt(at) === "加" ? at : at - 1;
  return text.charAt(jia) === "加" && !isInvitation(text, jia);
}

/** Where the first units of a word are next, or `to`. */
function nextWord(units: Uint16Array, from: number, to: number): number {
  for (let at = beginnings.next(from, to); at < to; at = beginnings.next(at + 1, to)) {
    const second = units[at + 1];
    const third = units[at + 2]!;
    if (second === space ? third === letterXin : second !== letterE || goesOnWe(third | 0x20)) return at;
  }
  return to;
}

/** Whether the unit is the third letter of weixin or wechat. */
function goesOnWe(unit: number): boolean {
  return unit === 0x69 || unit === 0x63;
}

function accountEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && end - start <= longest && isAccountUnit(text.charCodeAt(end))) end++;
  // What goes on in this way is an address, a path or a file.
  const isPath = /[./:@]/.test(text.charAt(end)) && isAlnum(text.charCodeAt(end + 1));
  return end - start < shortest || end - start > longest || isPath ? -1 : end;
}

function isAccountUnit(unit: number): boolean {
  return isAlnum(unit) || unit === 0x2d || unit === 0x5f;
}

/** What is said to be an account may be any word but names of programs; behind the bare word 微信 it must look like one. */
function isAccount(account: string, between: string): boolean {
  if (!isAsciiLetter(account.charCodeAt(0))) return false;
  if (Array.from(account).some((sign) => sign === "_" || isDigit(sign.charCodeAt(0)))) return true;
  return /[号:：D]/i.test(between) && !/^(?:we-?chat|wei-?xin|android|windows|iphone)/i.test(account);
}
