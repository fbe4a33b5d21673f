/** Attributes of a start tag, read from its source when they are asked for. */
import { entityAt } from "../../text/html-entities.js";

const attribute = /([^\s=/"'<>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

/** Longest attribute source that is read: data URLs and scripts in attributes are no clues. */
const longest = 4000;

/** Name in lower case -> value, character references decoded; the first of two equal names counts. */
export function readAttributes(source: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = "", double, single, bare] of source.slice(0, longest).matchAll(attribute)) {
    const key = name.toLowerCase();
    if (!found.has(key)) found.set(key, decodeReferences(double ?? single ?? bare ?? ""));
  }
  return found;
}

/** Text with its character references decoded. */
export function decodeReferences(text: string): string {
  let at = text.indexOf("&");
  if (at < 0) return text;
  let decoded = "";
  let done = 0;
  for (; at >= 0; at = text.indexOf("&", at + 1)) {
    const reference = entityAt(text, at);
    if (reference === undefined) continue;
    decoded += text.slice(done, at) + reference.value;
    done = reference.end;
    at = done - 1;
  }
  return decoded + text.slice(done);
}
