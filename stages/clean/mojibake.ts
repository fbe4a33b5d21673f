import { z } from "zod";
import { withText } from "../../pipeline/contracts/sample.js";
import { defineTextMap } from "../../pipeline/contracts/stage.js";
import { undoGbkAndBig5 } from "../text/mojibake/gbk-and-big5.js";
import { undoPairsAsLatin1 } from "../text/mojibake/pairs-as-latin1.js";
import { undoUtf8AsGbk } from "../text/mojibake/utf8-as-gbk.js";
import { undoUtf8AsLatin1 } from "../text/mojibake/utf8-as-latin1.js";
import { profileOf } from "../text/profile.js";

const parameters = z.object({
  rounds: z
    .number()
    .int()
    .min(1)
    .max(4)
    .default(3)
    .describe("Most times that one text is undone: some were decoded wrongly more than once"),
});

/** Undoes wrong decoding. Stands before `unicode-repair`, which removes characters that bytes hide in. */
export const mojibake = defineTextMap({
  name: "mojibake",
  summary:
    "Undoes wrong decoding: UTF-8 read as Latin-1, Windows-1252 or GBK, GBK and Big5 read as Latin-1 or as one another.",
  source:
    "This project's; Encoding Standard (WHATWG) for GBK and Windows-1252, RFC 3629 for UTF-8. Compare ftfy (Speer 2019)",
  parameters,
  titles: true,
  cost: { memoryBytes: 1_500_000 },
  examples: [
    { in: "ä¸­æ–‡ç½‘é¡µ", out: "中文网页" },
    { in: "Itâ€™s a cafÃ©", out: "It’s a café" },
    { in: "涓浗浜烘皯", out: "涓浗浜烘皯" },
    { in: new TextDecoder("gbk").decode(Buffer.from("中国人民银行")), out: "中国人民银行" },
    { in: "ÖÐ¹úÈËÃñ", out: "中国人民" },
    { in: "涴虳恅趼婓渣昫腔趼睫摩笢湖羲﹝", out: "这些文字在错误的字符集中打开。" },
    {
      in: "Der Hund heißt „MENÜ“, ça va très bien à Paris.",
      out: "Der Hund heißt „MENÜ“, ça va très bien à Paris.",
    },
  ],
  open: (params) => (sample, count) => {
    let text = sample.text;
    let trusted = false;
    for (let round = 0; round < params.rounds; round++) {
      const before = text;
      const p = profileOf(text);
      if (p.latin1Sign + p.latinExtended + p.control >= 2) {
        text = undoUtf8AsLatin1(text, (characters) => count?.("utf8-as-latin1", characters));
        if (text === before)
          text = undoPairsAsLatin1(text, (charset, characters) =>
            count?.(`${charset}-as-latin1`, characters),
          );
      }
      // Wrong decoding turns frequent characters into a few rare ones. Where those occur, the text is looked at closely.
      if (p.hanGarbled >= 1)
        text = undoUtf8AsGbk(text, trusted, ({ characters, lost }) => {
          count?.("utf8-as-gbk", characters);
          trusted = true;
          if (lost > 0) count?.("lost", lost);
        });
      if (text === before && p.han + p.kana + p.privateUse >= 6)
        text = undoGbkAndBig5(text, (name, characters, lost) => {
          count?.(name, characters);
          if (lost > 0) count?.("lost", lost);
        });
      if (text === before) break;
    }
    return withText(sample, text);
  },
});
