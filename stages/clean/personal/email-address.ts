/** E-mail addresses of people in a text: not of machines, nor what only looks like one. */
import { isAlnum, isAsciiLetter, isDigit } from "../../text/characters/ascii.js";
import { unitsOf } from "../../text/units/units.js";
import type { Finding } from "./kinds.js";
import { hasCue } from "./numbers/number-shape.js";

export const longestLocalPart = 64;
const longestDomain = 255;

/** Appends what is found to `into`, in the order of the text. */
export function findEmailAddresses(text: string, into: Finding[]): void {
  let floor = 0;
  for (let at = text.indexOf("@", 1); at >= 0; at = text.indexOf("@", at + 1)) {
    const localEnd = text.charAt(at - 1) === " " ? at - 1 : at;
    const domainStart = text.charAt(at + 1) === " " ? at + 2 : at + 1;
    // For most @ signs (@media, @Override) the units beside them show that they are in no address.
    if (!isLocalUnit(text.charCodeAt(localEnd - 1)) || !isLabelUnit(text.charCodeAt(domainStart))) continue;
    const found = addressAround(text, localEnd, domainStart, floor);
    if (found === undefined) continue;
    into.push(found);
    floor = found.end;
    at = floor - 1;
  }
}

function addressAround(
  text: string,
  localEnd: number,
  domainStart: number,
  floor: number,
): Finding | undefined {
  let end = domainEnd(text, domainStart);
  if (end < 0) return undefined;
  let start = localEnd;
  const limit = Math.max(floor, localEnd - longestLocalPart - 1);
  while (start > limit && isLocalUnit(text.charCodeAt(start - 1))) start--;
  while (start < localEnd && !isAlnum(text.charCodeAt(start))) start++;
  if (start === localEnd || localEnd - start > longestLocalPart) return undefined;
  const local = text.slice(start, localEnd);
  const domain = text.slice(domainStart, end);
  if (isLocation(unitsOf(text), start, end) || findsNobody(local, domain)) return undefined;
  if (domainStart - localEnd > 1 && !isMeant(text, start, end, local, domain)) return undefined;
  if (text.charCodeAt(end) !== 0x40) {
    if (text.startsWith(mailto, start - mailto.length)) start = Math.max(floor, start - mailto.length);
    const isBracketed =
      text.charAt(start - 1) === "<" && text.charAt(end) === ">" && text.charAt(end + 1) !== "@";
    if (isBracketed && start > floor) {
      start--;
      end++;
    }
  }
  return { kind: "email", start, end };
}

const mailto = "mailto:";

const mailCue = /邮箱|邮件|邮址|信箱|投稿|mail/i;
const mailDomain = /\.(?:com|net|org|edu|gov|cn|tw|hk|jp|kr|de|fr|cz|uk|us)$/i;

/**
 * Whether something with a space beside its @ is an address: users are mentioned that way too (thanks @weibo.com), matrices are multiplied
 * (a @ b.de), and servers are queried (dig ns.cn @dns.cn).
 */
function isMeant(text: string, start: number, end: number, local: string, domain: string): boolean {
  const isCommand = mailDomain.test(local) || local.endsWith(".");
  if (isCommand || local.length < 3 || !mailDomain.test(domain) || /^[/([_]/.test(text.charAt(end)))
    return false;
  return hasCue(text, start, mailCue) || /[a-z][._-]?\d{2}|[a-z][._][a-z]/i.test(local);
}

/** user@host:path of a repository or a copy command, and /list@host/ or =message@host/ in a URL. */
function isLocation(units: Uint16Array, start: number, end: number): boolean {
  const next = units[end]!;
  const second = units[end + 1]!;
  if (next === 0x3a) return (isPathUnit(second) && !isDigit(second)) || second === 0x24;
  return next === 0x2f && (units[start - 1] === 0x2f || units[start - 1] === 0x3d);
}

/** Accounts of machines. */
const roles = new Set(["git", "hg", "svn", "root", "noreply", "no-reply", "donotreply"]);

/** Last labels that are no top-level domain: RFC 2606 and 6761, units of systemd, names of pictures (logo@2x.png). */
const noDomains = new Set(
  (
    "example test invalid localhost local localdomain internal lan tld " +
    "service socket target timer mount slice scope device " +
    "png jpg jpeg gif svg webp bmp ico css js json html"
  ).split(" "),
);

/** Domains that stand in the names of SSH's algorithms (RFC 4251, section 6): aes256-gcm@openssh.com. */
const protocols = new Set(["openssh.com", "libssh.org"]);

/** Whether the account belongs to a machine, or the domain is no real one. */
export function findsNobody(local: string, domain: string): boolean {
  const host = domain.toLowerCase();
  if (protocols.has(host) || isMailingList(local, host)) return true;
  return roles.has(local.toLowerCase()) || noDomains.has(host.slice(host.lastIndexOf(".") + 1));
}

/**
 * An address that many write to and read: debian-user@lists.debian.org, bug-groff@gnu.org, tidb-dev@googlegroups.com. People have accounts
 * at list.ru, and accounts such as li-dev at companies that give everybody one.
 */
function isMailingList(local: string, host: string): boolean {
  if (/^lists?\..+\.|^googlegroups\.com$/.test(host)) return true;
  return (
    host.endsWith(".org") && /^(?:bug|help)-|-(?:dev|devel|users?|announce|discuss|bugs|list)$/i.test(local)
  );
}

/** Where the domain ends: labels, of which the last has at least two letters; -1 where there is none. */
function domainEnd(text: string, start: number): number {
  let end = -1;
  let label = start;
  const limit = Math.min(text.length, start + longestDomain);
  for (let i = start; i <= limit; i++) {
    const unit = i < limit ? text.charCodeAt(i) : 0;
    if (isLabelUnit(unit)) continue;
    if (i === label) break;
    if (
      label > start &&
      i - label >= 2 &&
      isAsciiLetter(text.charCodeAt(label)) &&
      isAsciiLetter(text.charCodeAt(i - 1))
    ) {
      end = i;
    } else if (label > start && unit !== 0x2e) {
      // A number may follow without a gap: a@mail.cn13812345678.
      const digits = lettersEnd(text, label);
      if (digits - label >= 2 && isDigit(text.charCodeAt(digits))) end = digits;
    }
    if (unit !== 0x2e) break;
    label = i + 1;
  }
  return end;
}

function lettersEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && isAsciiLetter(text.charCodeAt(end))) end++;
  return end;
}

export function isLocalUnit(unit: number): boolean {
  return isAlnum(unit) || unit === 0x2e || unit === 0x5f || unit === 0x25 || unit === 0x2b || unit === 0x2d;
}

function isLabelUnit(unit: number): boolean {
  return isAlnum(unit) || unit === 0x2d;
}

function isPathUnit(unit: number): boolean {
  return isAlnum(unit) || unit === 0x2f || unit === 0x7e || unit === 0x2e;
}
