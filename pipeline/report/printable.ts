/** Text of the corpus on a terminal: it may hold escape sequences, overrides of direction and other things that act. */

/** Controls, format characters (bidirectional, zero-width, tags), line separators, lone surrogates, private use. */
const acting = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;

/** The text on one line, with nothing left that a terminal could obey. */
export function printable(text: string): string {
  return text.replace(acting, (character) => {
    if (character === "\n") return "⏎";
    if (character === "\t" || character === "\r") return " ";
    return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}>`;
  });
}

/** The first characters (code points) of a text, printable, and how many more there are. */
export function printableHead(text: string, characters: number): string {
  // Two UTF-16 units a code point at most: the rest of a long text is not looked at.
  const head = Array.from(text.slice(0, 2 * characters))
    .slice(0, characters)
    .join("");
  const rest = text.length - head.length;
  return printable(head) + (rest > 0 ? ` … (${rest} more characters)` : "");
}
