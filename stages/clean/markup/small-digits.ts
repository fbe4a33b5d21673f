/** Digits of a sup or sub element in a text. */
import { inSmallDigits } from "../../text/characters/raised-digits.js";
import type { Pass } from "./markup-pass.js";

const sup = /<(su[bp])(?: [^<>\n]{0,80})?>([^<>\n]{1,8})<\/\1>/iy;

/** Digits and signs in a sup or sub element, as Unicode's raised and lowered ones, so that 10⁵ does not become 105. */
export function smallDigitsAt(
  { text, units }: Pass,
  at: number,
): { readonly end: number; readonly leaves: string } | undefined {
  if ((units[at + 1]! | 0x20) !== 0x73 || (units[at + 2]! | 0x20) !== 0x75) return undefined;
  sup.lastIndex = at;
  const match = sup.exec(text);
  if (match === null) return undefined;
  const leaves = inSmallDigits(match[2]!, match[1]!.toLowerCase() === "sup" ? "sup" : "sub");
  return leaves === undefined ? undefined : { end: at + match[0].length, leaves };
}
