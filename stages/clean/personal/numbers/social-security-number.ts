/** Social security numbers of the United States: 3-2-4 digits, no area 000, 666 or 9xx, no group 00, no serial 0000 (SSA, 2011). */
import type { Span } from "../kinds.js";
import { continuesNumber, groupEnd, hasCue, isSeparator } from "./number-shape.js";

const cue = /ssn|social security|社会安全|社安号|社保号/i;

export function socialSecurityNumber(text: string, start: number, end: number): Span | undefined {
  let stop = end;
  if (end - start === 3) {
    if (!isSeparator(text.charCodeAt(end)) || text.charCodeAt(end) !== text.charCodeAt(end + 3))
      return undefined;
    stop = groupEnd(text, end, 2);
    if (stop > 0) stop = groupEnd(text, stop, 4);
    // Spaces separate many numbers: with them the word must tell.
    if (stop > 0 && text.charAt(end) !== "-" && !hasCue(text, start, cue)) return undefined;
  } else if (end - start !== 9 || !hasCue(text, start, cue)) return undefined;
  if (stop < 0 || continuesNumber(text, stop) || text.charAt(stop) === "-") return undefined;
  const digits = text.slice(start, stop).replace(/\D/g, "");
  return /^(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}$/.test(digits) ? { start, end: stop } : undefined;
}
