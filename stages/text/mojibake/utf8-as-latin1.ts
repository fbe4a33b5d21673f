/**
 * UTF-8 that was read as Latin-1 or Windows-1252: ä¸­æ–‡ for 中文, cafÃ© for café, itâ€™s for it’s.
 *
 * A run of characters of the range is undone when nearly all of them are a leading byte with the right number of continuation bytes
 * behind it. One sequence of three is enough: signs follow lower-case letters like that in no language. Sequences of two (Ã©, but also
 * Ü“ at the end of a German quotation) count only when the rest of the text speaks for it.
 */
import { Splice } from "../splice.js";
import { nextMarked, unitsOf } from "../units/units.js";
import { codePointOf, continuations, isContinuation, latin1Bytes, noByte } from "./bytes.js";

let bytes: Int16Array | undefined;
let marks: Uint8Array | undefined;
let others: Uint8Array | undefined;

/** The text with such sequences undone; `count` is told how many characters. */
export function undoUtf8AsLatin1(text: string, count: (characters: number) => void): string {
  bytes ??= latin1Bytes();
  marks ??= Uint8Array.from(bytes, (byte) => (byte === noByte ? 0 : 1));
  others ??= marks.map((mark) => 1 - mark);
  const units = unitsOf(text);
  const all = census(units, 0, text.length, bytes);
  const shortCounts = (all.long > 0 || all.short >= 2) && all.other * 4 <= all.long + all.short;
  if (all.long === 0 && !shortCounts) return text;
  const splice = new Splice(text);
  let undone = 0;
  for (
    let i = nextMarked(units, 0, text.length, marks);
    i < text.length;
    i = nextMarked(units, i, text.length, marks)
  ) {
    const end = nextMarked(units, i, text.length, others);
    const { long, short, other } = census(units, i, end, bytes);
    const accepted = (long > 0 || (short > 0 && shortCounts)) && other * 4 <= long + short;
    for (let at = i; accepted && at < end; ) {
      const length = sequenceLength(units, at, bytes);
      if (length > 0) {
        splice.replace(at, at + length, String.fromCodePoint(pointAt(units, at, bytes)));
        undone++;
      }
      at += Math.max(1, length);
    }
    i = end;
  }
  if (undone > 0) count(undone);
  return splice.finish();
}

/** Sequences of three bytes and more, of two, and characters of the range that are in none. */
function census(
  units: Uint16Array,
  from: number,
  to: number,
  bytes: Int16Array,
): { readonly long: number; readonly short: number; readonly other: number } {
  const found = { long: 0, short: 0, other: 0 };
  for (let i = from; i < to; ) {
    const length = bytes[units[i]!] === noByte ? -1 : sequenceLength(units, i, bytes);
    if (length >= 3) found.long++;
    else if (length === 2) found.short++;
    else if (length === 0) found.other++;
    i += Math.max(1, length);
  }
  return found;
}

/** Units of the sequence that begins at `at`, 0 when none does. */
function sequenceLength(units: Uint16Array, at: number, bytes: Int16Array): number {
  const count = continuations(bytes[units[at]!]!);
  for (let i = 1; i <= count; i++) if (!isContinuation(bytes[units[at + i]!]!)) return 0;
  return count === 0 || pointAt(units, at, bytes) < 0 ? 0 : count + 1;
}

function pointAt(units: Uint16Array, at: number, bytes: Int16Array): number {
  const byteAt = (i: number): number => bytes[units[at + i] ?? 0] ?? noByte;
  return codePointOf(byteAt(0), byteAt(1), byteAt(2), byteAt(3));
}
