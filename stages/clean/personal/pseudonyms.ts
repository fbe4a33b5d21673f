/**
 * What stands for a piece of personal data in a masked text: [手机1] for the first mobile number of a document wherever it stands
 * there, or with a key [手机-qbmwtkea], the same in the whole corpus and, without the key, not to be traced back.
 */
import { createHmac } from "node:crypto";
import { labels, type PersonalKind } from "./kinds.js";

export type Pseudonyms = (kind: PersonalKind, written: string) => string;

/** Numbers the values of one document in the order in which they first appear. */
export function numberedPseudonyms(): Pseudonyms {
  const numbers = new Map<string, number>();
  const used = new Map<PersonalKind, number>();
  return (kind, written) => {
    const identity = `${kind} ${essence(kind, written)}`;
    let number = numbers.get(identity);
    if (number === undefined) {
      number = (used.get(kind) ?? 0) + 1;
      used.set(kind, number);
      numbers.set(identity, number);
    }
    return `[${labels[kind]}${number}]`;
  };
}

/** 26^8 pseudonyms: two of a million values share one with probability 0.9 %. Letters, so that no mask looks like a number. */
const letters = 8;

/** HMAC-SHA-256 of the value. A phone number is found by trying all of them when the key is known. */
export function keyedPseudonyms(key: Uint8Array): Pseudonyms {
  return (kind, written) => {
    const digest = createHmac("sha256", key)
      .update(`${kind} ${essence(kind, written)}`)
      .digest();
    let rest = digest.readUIntBE(0, 6);
    let name = "";
    for (let i = 0; i < letters; i++) {
      name += String.fromCharCode(0x61 + (rest % 26));
      rest = Math.floor(rest / 26);
    }
    return `[${labels[kind]}-${name}]`;
  };
}

const digitsOfMobile = 11;

/** The value however it is written: no separators, no brackets, no country code, one case. */
function essence(kind: PersonalKind, written: string): string {
  const plain = written.toLowerCase().replace(/mailto:|[\s<>()（）–—]/g, "");
  if (kind === "email" || kind === "wechat" || kind === "ip" || kind === "address") return plain;
  const compact = plain.replace(/[^\da-z\p{Script=Han}]/gu, "");
  return kind === "mobile" ? compact.slice(-digitsOfMobile) : compact;
}
