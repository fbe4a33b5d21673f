/** Texts as the quality models see them: one kind of white space, one digit, lower case, simplified characters. */
import { CONTROL, charClass, DIGIT, isBlankClass } from "../../text/characters/charclass.js";
import { simplifiedUnits } from "../../text/characters/traditional-marks.js";
import { unitsOf } from "../../text/units/units.js";

export const gap = 0x20;

const normal = Uint16Array.from(simplifiedUnits, (simple, unit) => {
  const kind = charClass[unit]!;
  if (isBlankClass(kind) || kind === CONTROL) return gap;
  if (kind === DIGIT) return 0x30;
  const lower = String.fromCharCode(simple).toLowerCase();
  return lower.length === 1 ? lower.charCodeAt(0) : simple;
});

let buffer = new Uint16Array(1 << 14);

/** The normal units of a text, runs of white space as one gap; valid until the next call. At most `limit` units. */
export function normalUnits(text: string, limit = Number.POSITIVE_INFINITY): Uint16Array {
  if (buffer.length < text.length || buffer.length > (1 << 20) + 4 * text.length)
    buffer = new Uint16Array(text.length);
  const units = unitsOf(text);
  let length = 0;
  let last = gap;
  for (let i = 0; i < text.length && length < limit; i++) {
    const unit = normal[units[i]!]!;
    if (unit === gap && last === gap) continue;
    buffer[length++] = unit;
    last = unit;
  }
  return buffer.subarray(0, length);
}
