/** Spans of a text that begin and end between characters, as a reader sees them. */

/** What belongs to the character before it: combining marks, variation selectors, joiners, skin tones, low surrogates. */
const extending = /^[\p{M}\p{Emoji_Modifier}\u200d\ufe00-\ufe0f\udc00-\udfff]/u;
const joiner = 0x200d;

/**
 * The longest span inside [start, end) that cuts no surrogate pair and parts no mark or joined sign from its base; in UTF-16
 * units. Empty when there is none.
 */
export function wholeCharacters(
  text: string,
  start: number,
  end: number,
): readonly [start: number, end: number] {
  let from = start;
  while (from < end && continues(text, from)) from++;
  let to = end;
  while (to > from && continues(text, to)) to--;
  return [from, to];
}

/** Whether the unit at `at` belongs to the character before it. */
function continues(text: string, at: number): boolean {
  if (at === 0 || at >= text.length) return false;
  const unit = text.charCodeAt(at);
  // The most frequent case first: Latin letters and Han characters stand for themselves.
  if (unit < 0x300 || (unit >= 0x3400 && unit <= 0x9fff)) return text.charCodeAt(at - 1) === joiner;
  const isLow = unit >= 0xdc00 && unit <= 0xdfff;
  if (isLow) {
    const before = text.charCodeAt(at - 1);
    return before >= 0xd800 && before <= 0xdbff;
  }
  return text.charCodeAt(at - 1) === joiner || extending.test(text.slice(at, at + 2));
}
