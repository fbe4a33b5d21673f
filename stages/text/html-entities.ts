/** Character references of HTML: the named ones that occur in Chinese pages, and numeric ones. */

const named = new Map<string, string>(
  Object.entries({
    nbsp: " ",
    ensp: " ",
    emsp: " ",
    thinsp: " ",
    zwnj: "",
    zwj: "",
    lt: "<",
    gt: ">",
    amp: "&",
    quot: '"',
    apos: "'",
    ldquo: "“",
    rdquo: "”",
    lsquo: "‘",
    rsquo: "’",
    laquo: "«",
    raquo: "»",
    hellip: "…",
    mdash: "—",
    ndash: "–",
    middot: "·",
    bull: "•",
    times: "×",
    divide: "÷",
    deg: "°",
    plusmn: "±",
    copy: "©",
    reg: "®",
    trade: "™",
    yen: "¥",
    pound: "£",
    euro: "€",
    cent: "¢",
    sect: "§",
    para: "¶",
    permil: "‰",
    infin: "∞",
    ne: "≠",
    le: "≤",
    ge: "≥",
    larr: "←",
    uarr: "↑",
    rarr: "→",
    darr: "↓",
    alpha: "α",
    beta: "β",
    gamma: "γ",
    delta: "δ",
    mu: "μ",
    pi: "π",
    Omega: "Ω",
    eacute: "é",
    uuml: "ü",
    ouml: "ö",
    auml: "ä",
    szlig: "ß",
    ccedil: "ç",
    shy: "",
    tab: "\t",
    hearts: "♥",
    star: "☆",
    check: "✓",
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
);

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
  const isControl = codePoint < 32 && codePoint !== 9 && codePoint !== 10;
  return isControl || (codePoint >= 0x7f && codePoint <= 0x9f) ? "" : String.fromCodePoint(codePoint);
}
