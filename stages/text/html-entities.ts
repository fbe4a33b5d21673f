/** Character references of HTML: those named in HTML 4 and a few of HTML 5 that pages have, and numeric ones. */
import { windows1252 } from "./characters/windows-1252.js";

/** Names of consecutive code points. */
const rows: readonly (readonly [number, string])[] = [
  [
    0xa1,
    "iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot " +
      "cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc " +
      "Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute " +
      "THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth " +
      "ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml",
  ],
  [0x391, "Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho"],
  [0x3a3, "Sigma Tau Upsilon Phi Chi Psi Omega"],
  [
    0x3b1,
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau upsilon phi chi psi omega",
  ],
  [0x2190, "larr uarr rarr darr harr"],
  [0x21d0, "lArr uArr rArr dArr hArr"],
  [0x2308, "lceil rceil lfloor rfloor"],
];

/** Letters of Central Europe and signs, each with its name. */
const others =
  "Œ OElig œ oelig Š Scaron š scaron Ÿ Yuml Č Ccaron č ccaron Ď Dcaron ď dcaron Ě Ecaron ě ecaron Ň Ncaron ň ncaron Ř Rcaron ř rcaron " +
  "Ť Tcaron ť tcaron Ž Zcaron ž zcaron Ů Uring ů uring Ą Aogon ą aogon Ć Cacute ć cacute Ę Eogon ę eogon Ł Lstrok ł lstrok " +
  "Ń Nacute ń nacute Ś Sacute ś sacute Ź Zacute ź zacute Ż Zdot ż zdot Ő Odblac ő odblac Ű Udblac ű udblac ğ gbreve Ğ Gbreve " +
  "ı inodot İ Idot Ş Scedil ş scedil ă abreve Ă Abreve ƒ fnof ˆ circ ˜ tilde ‚ sbquo „ bdquo “ ldquo ” rdquo ‘ lsquo ’ rsquo " +
  "‹ lsaquo › rsaquo † dagger ‡ Dagger ′ prime ″ Prime … hellip — mdash – ndash • bull ™ trade € euro ‰ permil ∞ infin ≠ ne ≤ le " +
  "≥ ge ≈ asymp − minus ∑ sum ∏ prod √ radic ∂ part ∫ int ∈ isin ∩ cap ∪ cup ∀ forall ∃ exist ∅ empty ∇ nabla ∉ notin ∋ ni ∗ lowast " +
  "∝ prop ∠ ang ∧ and ∨ or ∴ there4 ∼ sim ≅ cong ≡ equiv ⊂ sub ⊃ sup ⊄ nsub ⊆ sube ⊇ supe ⊕ oplus ⊗ otimes ⊥ perp ⋅ sdot ⟨ lang " +
  "⟩ rang ϑ thetasym ϒ upsih ϖ piv ‾ oline ⁄ frasl ℘ weierp ℑ image ℜ real ℵ alefsym ↵ crarr ◊ loz ♠ spades ♣ clubs ♥ hearts " +
  "♦ diams ☆ star ✓ check";

const named = new Map<string, string>([
  ...rows.flatMap(([first, names]) =>
    names.split(" ").map((name, at): [string, string] => [name, String.fromCodePoint(first + at)]),
  ),
  ...[...others.matchAll(/(\S) (\S+)/gu)].map(([, character = "", name = ""]): [string, string] => [
    name,
    character,
  ]),
  ...Object.entries({
    nbsp: " ",
    ensp: " ",
    emsp: " ",
    thinsp: " ",
    zwnj: "",
    zwj: "",
    lrm: "",
    rlm: "",
    lt: "<",
    gt: ">",
    amp: "&",
    quot: '"',
    apos: "'",
    shy: "",
    tab: "\t",
    lbrace: "{",
    rbrace: "}",
    lsqb: "[",
    rsqb: "]",
    vert: "|",
    ast: "*",
    num: "#",
    lowbar: "_",
    grave: "`",
    colon: ":",
    sol: "/",
    bsol: "\\",
    equals: "=",
    plus: "+",
    percnt: "%",
    dollar: "$",
    excl: "!",
    quest: "?",
    comma: ",",
    period: ".",
    lpar: "(",
    rpar: ")",
    commat: "@",
    newline: "\n",
  }),
]);

/** Longest name or number between `&` and `;`. */
const longest = 10;

/** What stands at `&` in the text: its end and its characters; undefined when it is no reference. */
export function entityAt(
  text: string,
  at: number,
): { readonly end: number; readonly value: string } | undefined {
  let i = at + 1;
  const limit = Math.min(text.length, i + longest);
  while (i < limit && isNameUnit(text.charCodeAt(i))) i++;
  if (text.charCodeAt(i) !== 0x3b) {
    // The only one that is common without its semicolon.
    return text.startsWith("nbsp", at + 1) ? { end: at + 5, value: " " } : undefined;
  }
  const name = text.slice(at + 1, i);
  const value = name.charAt(0) === "#" ? numeric(name) : (named.get(name) ?? named.get(name.toLowerCase()));
  return value === undefined ? undefined : { end: i + 1, value };
}

function isNameUnit(unit: number): boolean {
  return (
    (unit >= 0x61 && unit <= 0x7a) ||
    (unit >= 0x41 && unit <= 0x5a) ||
    (unit >= 0x30 && unit <= 0x39) ||
    unit === 0x23
  );
}

function numeric(name: string): string | undefined {
  const hexadecimal = name.charAt(1) === "x" || name.charAt(1) === "X";
  const digits = name.slice(hexadecimal ? 2 : 1);
  if (!(hexadecimal ? /^[0-9a-f]{1,6}$/i : /^[0-9]{1,7}$/).test(digits)) return undefined;
  const codePoint = Number.parseInt(digits, hexadecimal ? 16 : 10);
  if (codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff)) return "";
  if (codePoint === 0xa0 || codePoint === 0x3000) return " ";
  // Bytes of windows-1252 that stand for themselves, as old editors wrote them: &#150; is a dash (HTML Living Standard, 13.2.5.80).
  const point = windows1252.charCodeAt(codePoint - 0x80) || codePoint;
  const isControl = (point < 32 && point !== 9 && point !== 10) || (point >= 0x7f && point <= 0x9f);
  return isControl ? "" : String.fromCodePoint(point);
}
