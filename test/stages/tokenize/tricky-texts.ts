/** Texts that tokenizers get wrong: every alternative of the known patterns, odd Unicode, long runs. Shared by the tests. */

const contractions = [
  "I'm you're he'S we'LL they'Ve it'd 'T 'x 'r 'l '",
  "don\u2019t '\u017f '\u017ft 'sS 'lL's",
  "'s't're've'm'll'd",
];

const spaces = [
  "",
  " ",
  "  ",
  "\n",
  "\r\n\r\n",
  " a  b   c    d",
  "a \n b\n\n  c \r\n\t d  ",
  "\t\tif (x) {\n\t\t\treturn 1;\n\t\t}\n",
  "  \n  \n  x",
  "\u3000\u3000第一章\u3000总则",
  "a\u00a0b\u2003c\u2028d\u2029e\u0085f\ufefff",
  "x  \u3000 \u00a0y",
  "!!!\n\n\n ...\r\r a?!\n",
  " \n",
  "\n ",
  "a\u000b\u000c\u001cb",
];

const numbers = [
  "1234567 3.14159 1,000,000",
  "第12345条 ２０２４年 ①②③ 二〇二四 Ⅳ ½ ٣٤٥",
  " 1 12 123 1234",
  "x1y22z333",
];

const scripts = [
  "中华人民共和国第十三届全国人民代表大会常务委员会第二十四次会议通过",
  "春眠不覺曉，處處聞啼鳥。夜來風雨聲，花落知多少。",
  "\u{20000}\u{2a6d6}\u{30000}\u9fff\u3400 \ue000\uf8ff \uf900\u{2f800}",
  "ﾊﾝｶｸ ハンカク 한국어 텍스트 ᄒ\u1161\u11ab",
  "Ünïcödé naïve café cafe\u0301 A\u030angstro\u0308m \u212b \u1e9b\u0323",
  "Привет мир، مرحبا بالعالم שלום नमस्ते দুনিয়া ไทย ខ្មែរ",
  "ﬀ ﬁ ﬃ ﬅ ŉ ǆ ẞß İıſK",
  "𝕳𝖊𝖑𝖑𝖔 𝟘𝟙𝟚 𐐷 \u{1e900}\u{10940}\u{1df25}\u{11de0}",
  "\u088f\u0c5c\ua7d2 \u1c89\u1c8a",
];

const symbols = [
  "😀😃 👨‍👩‍👧‍👦 🇨🇳🇺🇸 👍🏽 ❤️ ☺︎ #️⃣",
  "zero\u200bwidth\u200cjoin\u200der\u2060 \u00ad soft \u202eright\u202c",
  "Z\u0351\u036ba\u0300\u0301\u0302l\u0327\u0328g\u0334\u0335o\u0336",
  "\u0000\u0001\u001b[31m\u007f\u0080\u009f\ufffd\ufffe\uffff",
  "《大语言模型》：“数据”——‘清洗’、去重……（完）",
  '<html><body class="a">&nbsp;</body></html> /* x */ // y ## z',
  "https://example.com/a?b=c&d=%20#e user@example.org C:\\dir\\file.txt",
  "$\\frac{a}{b}$ ∑∞≠≤ → ←↔ ¥€£ °C ㎡ № ™",
  "----====____****~~~~```",
  "<|endoftext|> <|im_start|>user<|im_end|></s><unk>",
];

const longRuns = [
  "a".repeat(500),
  "ab".repeat(300),
  " ".repeat(300) + "x",
  "\n".repeat(200),
  "哈".repeat(400),
  "的一是在不了有和人这中大为上个国我以要他".repeat(20),
  "0".repeat(100),
  "=".repeat(257),
  "ThequickbrownfoxjumpsoverthelazydogTheQUICKbrownFOX".repeat(8),
  "\u{1f600}".repeat(60),
];

export const trickyTexts: readonly string[] = [
  ...contractions,
  ...spaces,
  ...numbers,
  ...scripts,
  ...symbols,
  ...longRuns,
];

/** Short strings put together from the pieces that patterns tell apart; the same ones for the same seed. */
export function randomTexts(count: number, seed: number): string[] {
  const pieces = [
    ..." \n\r\t'\u3000\u00a0\u0085,.!?，。「」-_/0019二①aZsStTmMdDlLrRvVeE\u017f的人国大é\u0301\u0300\u0334ß😀\u200d\ufe0f\u200b\u0e33\uac00\u1100\u1161",
    "'s",
    "'LL",
    " the",
    "tion",
    "中国",
    "\r\n",
    "   ",
    "\u{20000}",
    "\u{10940}",
  ];
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + next(24) }, () => pieces[next(pieces.length)] ?? "").join(""),
  );
}
