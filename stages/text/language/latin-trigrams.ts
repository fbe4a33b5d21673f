/**
 * Letter trigrams of Latin script: how a text becomes trigrams, the same for training and for use.
 *
 * A trigram is three symbols of 6 bits: 0 is a gap between words, 1 - 26 are a - z, then letters with marks; any other
 * letter is `otherLetter`.
 */

const markedLetters = "àáâäæçèéêëìíîïñòóôöøùúûüýßåčďěňřšťůžœ";
const otherLetter = 63;
/** Trigrams are integers below this. */
export const trigramRange = 1 << 18;

/** Symbol of each UTF-16 code unit below U+0250; lower and upper case alike. */
const symbols = new Uint8Array(0x250);
for (let unit = 0; unit < symbols.length; unit++) {
  const lower = String.fromCharCode(unit).toLowerCase();
  if (/^[a-z]$/.test(lower)) symbols[unit] = lower.charCodeAt(0) - 96;
  else if (/^\p{L}$/u.test(lower)) symbols[unit] = symbolOf(lower);
}

function symbolOf(letter: string): number {
  const at = markedLetters.indexOf(letter);
  return at < 0 ? otherLetter : 27 + at;
}

/**
 * Writes the trigrams of text[from, to) into `into`, as many as fit, and returns how many. Words are taken together with
 * the gap before and behind them.
 */
export function latinTrigrams(text: string, from: number, to: number, into: Int32Array): number {
  let count = 0;
  let window = 0;
  for (let i = from; i <= to && count < into.length; i++) {
    const unit = i < to ? text.charCodeAt(i) : 32;
    const symbol = unit < symbols.length ? symbols[unit]! : 0;
    // Several gaps are one.
    if (symbol === 0 && (window & 63) === 0) continue;
    window = ((window << 6) | symbol) & (trigramRange - 1);
    // A trigram with a gap in its middle is of two words.
    if ((window & 0xfc0) !== 0) into[count++] = window;
  }
  return count;
}
