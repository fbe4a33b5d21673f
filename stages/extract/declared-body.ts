/**
 * The text that a page declares in its structured data (schema.org `articleBody` in JSON-LD).
 *
 * Pages that a script fills have their text nowhere else. Where there is a main text it is better: what is declared lacks
 * paragraphs, and is often cut.
 */
import { decodeReferences } from "./tree/attributes.js";

const longestBody = 1 << 20;

/** The longest declared text as lines; empty when there is none. Linear. */
export function declaredBody(html: string): string[] {
  let longest = "";
  const key = '"articleBody"';
  for (let at = html.indexOf(key); at >= 0; at = html.indexOf(key, at + key.length)) {
    const body = stringAt(html, at + key.length);
    if (body.length > longest.length) longest = body;
  }
  return decodeReferences(longest.replace(/<[^<>]{0,500}>/g, " "))
    .split("\n")
    .map((line) => line.replace(/\s+/g, " ").trim())
    .filter((line) => line !== "");
}

/** The JSON string that follows a colon at `at`; empty when something else follows. */
function stringAt(html: string, at: number): string {
  const start = /^\s{0,8}:\s{0,8}"/.exec(html.slice(at, at + 20))?.[0].length;
  if (start === undefined) return "";
  const from = at + start;
  let end = from;
  while (end < html.length && end - from < longestBody && html.charCodeAt(end) !== 0x22) {
    end += html.charCodeAt(end) === 0x5c ? 2 : 1;
  }
  try {
    return JSON.parse(`"${html.slice(from, end).replace(/[\u0000-\u001f]/g, " ")}"`) as string;
  } catch {
    return "";
  }
}
