/**
 * How words and texts are made alike before they are compared: case, width, script, and signs put between the characters of a word (赌*博, 赌
 * 博, 赌\u200B博).
 */
import * as c from "../characters/charclass.js";
import { charClass } from "../characters/charclass.js";
import { simplifiedUnits } from "../characters/traditional-marks.js";

/** In the table: the unit is left out. */
export const ignored = 0;

/** U+0000 cannot stand for itself. */
const nulStandIn = 0xffff;

/** Unit -> folded unit, or `ignored`. Line ends and the marks that end or divide sentences stay: no word reaches across. */
export function evasionFolding(): Uint16Array {
  const table = simplifiedUnits.slice();
  table[0] = nulStandIn;
  for (let unit = 0; unit < 0x10000; unit++) if (isIgnored(unit)) table[unit] = ignored;
  for (let unit = 0xff01; unit <= 0xff5e; unit++) {
    const kind = charClass[unit];
    if (kind === c.FULLWIDTH_LETTER || kind === c.FULLWIDTH_DIGIT) table[unit] = unit - 0xfee0;
  }
  for (let unit = 0x41; unit <= 0x5a; unit++) {
    table[unit] = unit + 0x20;
    table[unit + 0xfee0] = unit + 0x20;
  }
  return table;
}

const dividers = new Set(
  Array.from("!?,;:()[]{}<>\"'\n\r，。、；：？！（）“”‘’「」『』《》〈〉【】", (sign) => sign.charCodeAt(0)),
);

function isIgnored(unit: number): boolean {
  if (dividers.has(unit)) return false;
  // Emoji: their leading halves; the kernel leaves out the other half with it.
  if (unit >= 0xd83c && unit <= 0xd83e) return true;
  switch (charClass[unit]) {
    case c.SPACE:
    case c.SPACE_UNUSUAL:
    case c.IDEOGRAPHIC_SPACE:
    case c.PUNCTUATION_ASCII:
    case c.RULE_SIGN:
    case c.POINT:
    case c.AT_SIGN:
    case c.BACKTICK:
    case c.TILDE:
    case c.AMPERSAND:
    case c.FULLWIDTH_SYMBOL:
    case c.PUNCTUATION_CJK:
    case c.PUNCTUATION_OTHER:
    case c.ZERO_WIDTH:
    case c.BIDI:
    case c.CONTROL:
    case c.SYMBOL:
    case c.BOX_DRAWING:
    case c.VARIATION_SELECTOR:
    case c.PRIVATE_USE:
      return true;
    default:
      return false;
  }
}
