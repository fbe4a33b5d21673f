/**
 * Public addresses of version 4 and 6. Addresses that every network may use itself (10.0.0.1, 127.0.0.1, fe80::1) and those
 * reserved for documentation lead to nobody (IANA special-purpose registries, RFC 6890).
 */
import { isAlnum, isAsciiLetter, isDigit } from "../../../text/characters/ascii.js";
import type { Span } from "../kinds.js";
import { hasCue } from "./number-shape.js";

/** What may follow the first part of an address. */
export const behindIpPart = ".:ABCDEFabcdef";

export function ipAddress(text: string, start: number, end: number): Span | undefined {
  return text.charCodeAt(end) === 0x2e && end - start <= 3
    ? version4(text, start)
    : version6(text, start, end);
}

const cue = /ip|地址|主机|服务器|节点|登录|登陆|访问|来自|address|host|server|ping|from|inet/i;

function version4(text: string, start: number): Span | undefined {
  const before = text.charCodeAt(start - 1);
  // A longer dotted or hyphened number, or a part of a path: /en/4.215.1.116/. An address of a host follows //.
  if (before === 0x2e || before === 0x2d || before === 0x5f) return undefined;
  if (before === 0x2f && text.charCodeAt(start - 2) !== 0x2f) return undefined;
  // The end of a name: v86.7.4.0, Node.x86.6.4.0; but not a word for addresses, nor a line end as programs write it.
  if (isAsciiLetter(before) && !/(?:ip|dns|\\[nrt])$/i.test(text.slice(Math.max(0, start - 3), start)))
    return undefined;
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\dA-Za-z_]|[.-][\da])/.exec(
    text.slice(start, start + 17),
  );
  if (match === null) return undefined;
  const bytes = match.slice(1).map(Number);
  const hasLeadingZero = match.slice(1).some((part) => part.length > 1 && part.startsWith("0"));
  if (hasLeadingZero || bytes.some((byte) => byte > 255) || !isPublic(bytes)) return undefined;
  // 3.0.1.2 is a version more often than an address.
  if (bytes.every((byte) => byte < 30) && !hasCue(text, start, cue)) return undefined;
  if (hasCue(text, start, /(?:版本|version|[vV]er\.?|[-_ ][vV])[号 :：]*$/)) return undefined;
  return { start, end: start + match[0].length };
}

function isPublic([a = 0, b = 0, c = 0]: readonly number[]): boolean {
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false;
  if (a === 100) return b < 64 || b > 127;
  if (a === 169) return b !== 254;
  if (a === 172) return b < 16 || b > 31;
  if (a === 192) return !(b === 168 || (b === 0 && (c === 0 || c === 2)) || (b === 88 && c === 99));
  if (a === 198) return !(b === 18 || b === 19 || (b === 51 && c === 100));
  if (a === 203) return !(b === 0 && c === 113);
  return true;
}

const longestVersion6 = 39;

function version6(text: string, start: number, end: number): Span | undefined {
  let first = start;
  while (first > 0 && start - first <= 4 && isHexadecimal(text.charCodeAt(first - 1))) first--;
  if (start - first > 3 || text.charCodeAt(first - 1) === 0x3a || isAlnum(text.charCodeAt(first - 1)))
    return undefined;
  if (end - first > 4) return undefined;
  let stop = end;
  const limit = first + longestVersion6 + 1;
  let colons = 0;
  while (stop < limit && (isHexadecimal(text.charCodeAt(stop)) || text.charCodeAt(stop) === 0x3a)) {
    if (text.charCodeAt(stop++) === 0x3a) colons++;
  }
  if (colons < 2 || isAlnum(text.charCodeAt(stop))) return undefined;
  const written = text.slice(first, stop).replace(/(?<!:):$/, "");
  return isPublicVersion6(written) ? { start: first, end: first + written.length } : undefined;
}

function isPublicVersion6(written: string): boolean {
  const halves = written.split("::");
  if (halves.length > 2) return false;
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")));
  const all = groups.flat();
  if (all.some((group) => !/^[\dA-Fa-f]{1,4}$/.test(group))) return false;
  if (halves.length === 1 ? all.length !== 8 : all.length > 7 || all.length < 3) return false;
  // Global unicast is 2000::/3; 2001:db8::/32 is for documentation.
  const lead = Number.parseInt(all[0] ?? "0", 16);
  const isDocumentation = lead === 0x2001 && Number.parseInt(all[1] ?? "0", 16) === 0xdb8;
  return halves[0] !== "" && lead >= 0x2000 && lead <= 0x3fff && !isDocumentation;
}

function isHexadecimal(unit: number): boolean {
  return isDigit(unit) || (unit >= 0x41 && unit <= 0x46) || (unit >= 0x61 && unit <= 0x66);
}
