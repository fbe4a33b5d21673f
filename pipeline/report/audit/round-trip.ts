/** What became of a text that was turned into tokens and back. */

export interface RoundTripDifference {
  readonly kind: "reshaped" | "lost";
  /** The text and what came back, around the first place where they differ. */
  readonly before: string;
  readonly after: string;
}

/** UTF-16 units of an example on both sides of the difference. */
const shownBefore = 12;
const shownBehind = 28;

/**
 * Tokenizers that normalize (NFC, NFKC, lower case, no accents, white space joined) give other forms of the same characters back by
 * intention: those are told apart from texts that lost characters.
 */
export function compareRoundTrip(
  text: string,
  back: string,
): { readonly kind: "exact" } | RoundTripDifference {
  // Lone surrogates have no UTF-8: every tokenizer sees U+FFFD in their place.
  const wanted = Buffer.from(text, "utf8").toString("utf8");
  if (wanted === back) return { kind: "exact" };
  const kind = formless(wanted) === formless(back) ? "reshaped" : "lost";
  // For a text that lost characters, show where the first character was lost, not where a space disappeared before it.
  const [a, b] = kind === "lost" ? [joined(wanted), joined(back)] : [wanted, back];
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const from = Math.max(0, at - shownBefore);
  return { kind, before: a.slice(from, at + shownBehind), after: b.slice(from, at + shownBehind) };
}

/** What is left of a text when its form is taken away: compatible characters, letter case, accents, controls and white space. */
function formless(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\p{M}\p{Z}\p{C}\s]+/gu, "");
}

function joined(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\p{Z}\p{C}\s]+/gu, "");
}
