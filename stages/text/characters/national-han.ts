/** The Han characters of national character sets, as the standard decoders know them. */
import { charClass, isHanClass } from "./charclass.js";

/** The first and the last byte of a range. */
type Bytes = readonly [first: number, last: number];

/** GB 2312, Big5 and JIS X 0208: everyday characters stand in level 1, rarer ones in level 2. */
const sets = {
  simplified: { charset: "gbk", trails: [0xa1, 0xfe], everyday: [0xb0, 0xd7], rare: [0xd8, 0xf7] },
  traditional: { charset: "big5", trails: [0x40, 0xfe], everyday: [0xa4, 0xc6], rare: [0xc9, 0xf9] },
  japanese: { charset: "euc-jp", trails: [0xa1, 0xfe], everyday: [0xb0, 0xcf], rare: [0xd0, 0xf4] },
} as const;

/** The characters of one level of a set. */
export function nationalHan(name: keyof typeof sets, level: "everyday" | "rare"): ReadonlySet<string> {
  const { charset, trails, [level]: leads } = sets[name];
  const text = new TextDecoder(charset).decode(pairs(leads, trails));
  return new Set(Array.from(text).filter((character) => isHanClass(charClass[character.charCodeAt(0)]!)));
}

/** All pairs of a lead and a trail byte; those that stand for nothing give no Han character. */
function pairs([firstLead, lastLead]: Bytes, [firstTrail, lastTrail]: Bytes): Uint8Array {
  const bytes: number[] = [];
  for (let lead = firstLead; lead <= lastLead; lead++)
    for (let trail = firstTrail; trail <= lastTrail; trail++) bytes.push(lead, trail);
  return Uint8Array.from(bytes);
}
