/**
 * WeChat accounts: 6 to 20 letters, digits, hyphens and underscores that begin with a letter, behind the word 微信 or one of its
 * disguises (薇信, 威信, V信, vx, wx, weixin).
 */
import { isAlnum, isAsciiLetter, isDigit } from "../ascii.js";
import { nextMarked, unitsOf } from "../units.js";
import type { Finding } from "./kinds.js";

const shortest = 6;
const longest = 20;

/** Word, then what may stand between word and account. The account follows where the match ends; Latin words need a colon. */
const announced =
  /(?:[微薇威vV]信( ?(?:号码|账号|帐号|号|ID|id)?[ \t]?(?:[:：是为=]|加|（|\()?[ \t]?)|(?:[vVwW][xX]|[wW]ei[xX]in|[wW]e[cC]hat)( ?(?:号|ID|id)?[ \t]?[:：][ \t]?))(?=[A-Za-z])/y;

const beginnings = new Uint8Array(0x10000);
for (const character of "微薇威vVwW") beginnings[character.charCodeAt(0)] = 1;
const seconds = "信xXe";

/** Appends what is found to `into`, in the order of the text. */
export function findWechatAccounts(text: string, into: Finding[]): void {
  const units = unitsOf(text);
  const next = (from: number): number => nextMarked(units, from, text.length, beginnings);
  for (let i = next(0); i < text.length; i = next(i + 1)) {
    if (!seconds.includes(text.charAt(i + 1)) || (i > 0 && units[i]! < 0x80 && isAlnum(units[i - 1]!)))
      continue;
    announced.lastIndex = i;
    const match = announced.exec(text);
    if (match === null) continue;
    const start = i + match[0].length;
    const end = accountEnd(text, start);
    if (end < 0 || !isAccount(text.slice(start, end), match[1] ?? match[2] ?? "")) continue;
    into.push({ kind: "wechat", start, end });
    i = end - 1;
  }
}

function accountEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && end - start <= longest && isAccountUnit(text.charCodeAt(end))) end++;
  // An address, a path or a file goes on.
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
