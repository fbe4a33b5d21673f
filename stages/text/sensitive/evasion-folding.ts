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

const ignoredClasses = new Set([
  ...[c.SPACE, c.SPACE_UNUSUAL, c.IDEOGRAPHIC_SPACE, c.ZERO_WIDTH, c.BIDI, c.CONTROL],
  ...[c.PUNCTUATION_ASCII, c.PUNCTUATION_CJK, c.PUNCTUATION_OTHER, c.FULLWIDTH_SYMBOL, c.SYMBOL],
  ...[c.RULE_SIGN, c.POINT, c.AT_SIGN, c.BACKTICK, c.TILDE, c.AMPERSAND],
  ...[c.BOX_DRAWING, c.VARIATION_SELECTOR, c.PRIVATE_USE],
]);

function isIgnored(unit: number): boolean {
  // Their leading halves; the kernel leaves out the other half with it.
  const isEmoji = unit >= 0xd83c && unit <= 0xd83e;
  return (isEmoji || ignoredClasses.has(charClass[unit]!)) && !dividers.has(unit);
}
