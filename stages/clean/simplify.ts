import { z } from "zod";
import { type Sample, withText } from "../../pipeline/contracts/sample.js";
import { defineTextMap } from "../../pipeline/contracts/stage.js";
import { profileOf } from "../text/profile.js";
import { makeSimplifier, traditionalForms } from "./simplify/simplified.js";

const parameters = z.object({
  from: z
    .enum(traditionalForms)
    .default("t")
    .describe(
      "Script of the input: t (OpenCC standard), tw / hk (regional forms), twp / hkp (regional words become mainland words too)",
    ),
  strict: z
    .boolean()
    .default(false)
    .describe(
      "Use every entry of OpenCC in every text. Otherwise texts that are stated to be Japanese or Korean, or have more kana and hangul than Han, stay as they are, texts in simplified script keep what they share with traditional ones: characters such as the 乾 of 刘乾, of which OpenCC makes 干, words such as 打坏, which it reads as traditional 打坯, and rare characters such as 鐎",
    ),
  "keep-original": z
    .boolean()
    .default(false)
    .describe(
      "Keep the text (not title and captions) as it was before as `original` in meta, where it was changed",
    ),
});

/**
 * Share of Han that must be traditional-only for a text to count as traditional. Traditional prose has 25 - 40 %, and of 6,000 manuals
 * all but one 16 % or more; simplified prose with names and quotations has under 1 %, microblogs with them up to 10 %.
 */
const traditionalShare = 0.1;

/** Languages that write some traditional characters and have no simplified ones: 図書館 is Japanese, 图书馆 is not. */
const ownCharacters = /^(?:ja|ko)(?:-|$)/;

/** Traditional characters become simplified ones. */
export const simplify = defineTextMap({
  name: "simplify",
  summary: "Traditional Chinese becomes simplified Chinese, phrase by phrase, with OpenCC's dictionaries.",
  source:
    "Yuan et al. 2021, §2.2; OpenCC dictionaries (opencc-js, and OpenCC's TSCharactersExt), configurations t2s, tw2s, tw2sp, hk2s, hk2sp",
  parameters,
  titles: true,
  cost: { memoryBytes: 4_000_000 },
  examples: [
    { in: "漢字簡化與乾隆皇帝", out: "汉字简化与乾隆皇帝" },
    { in: "简体文本不变，打坏了也不变", out: "简体文本不变，打坏了也不变" },
    { in: "滑鼠與記憶體", out: "鼠标与内存", params: { from: "twp" } },
  ],
  open: (params) => {
    // Read when the first text needs them: most corpora are in one script.
    let full: ((text: string) => string) | undefined;
    let careful: ((text: string) => string) | undefined;
    const convertFully = (text: string): string => {
      full ??= makeSimplifier(params.from);
      return full(text);
    };
    const convertCarefully = (text: string): string => {
      careful ??= makeSimplifier(params.from, false);
      return careful(text);
    };
    const keepsOriginal = params["keep-original"];
    const become = (sample: Sample, text: string): Sample =>
      keepsOriginal && text !== sample.text
        ? { ...sample, text, meta: { ...sample.meta, original: sample.text } }
        : withText(sample, text);
    if (params.strict) return (sample) => become(sample, convertFully(sample.text));
    // Regional words are written with characters of both scripts, so nothing can be skipped by looking at characters.
    const regionalWords = params.from.endsWith("p");
    return (sample) => {
      if (sample.lang !== undefined && ownCharacters.test(sample.lang)) return sample;
      const p = profileOf(sample.text);
      // So are 283 of the 330 pages of LibreOffice's help in Japanese and 310 in Korean, and none in Chinese of either script.
      if (p.kana + p.hangul > p.han) return sample;
      const marks = p.hanTraditional + p.hanCompatibility;
      if (marks + p.hanAstral === 0 && !regionalWords) return sample;
      const traditional = p.hanTraditional >= traditionalShare * p.han;
      return become(sample, traditional ? convertFully(sample.text) : convertCarefully(sample.text));
    };
  },
});
