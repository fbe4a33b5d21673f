/** Which byte parts the fields of a CSV file. */
import { scanRecord } from "./csv-cutter.js";

const candidates = [",", "\t", ";", "|"] as const;
/** Records of the head that are looked at. */
const looked = 50;

/**
 * The delimiter that cuts the head into records of the most equal width, at least two fields wide; among equals the first of
 * comma, tab, semicolon, bar. A file of one column has none of them, and is read with the comma.
 */
export function detectDelimiter(head: Buffer, ended: boolean): number {
  let best: { readonly byte: number; readonly score: number } | undefined;
  for (const candidate of candidates) {
    const byte = candidate.charCodeAt(0);
    const widths = widthsOf(head, byte, ended);
    const [first = 0] = widths;
    if (first < 2) continue;
    const score = widths.filter((width) => width === first).length / widths.length;
    if (best === undefined || score > best.score) best = { byte, score };
  }
  return best?.byte ?? candidates[0].charCodeAt(0);
}

function widthsOf(head: Buffer, delimiter: number, ended: boolean): number[] {
  const widths: number[] = [];
  for (let at = 0; at < head.length && widths.length < looked; ) {
    const fields: Buffer[] = [];
    const scan = scanRecord(head, at, delimiter, ended, fields);
    if (scan.kind === "open") break;
    if (scan.kind === "bad") {
      widths.push(0);
      const feed = head.indexOf(0x0a, at);
      if (feed < 0) break;
      at = feed + 1;
      continue;
    }
    if (scan.end - at > 2) widths.push(fields.length);
    at = scan.end;
  }
  return widths;
}
