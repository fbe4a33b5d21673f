import { z } from "zod";
import { defineFilter } from "../../pipeline/contracts/stage.js";
import { dictionaryParameters, SensitiveWords } from "../text/sensitive/dictionary.js";

const parameters = z.object({
  ...dictionaryParameters,
  "max-distinct": z
    .number()
    .int()
    .min(0)
    .default(1)
    .describe("Most different words that may occur. 0 drops a text at its first word, as the paper does"),
  "max-total": z.number().int().min(0).default(4).describe("Most occurrences of all words together"),
});

/** Drops texts that hold words of a dictionary, they or their titles, through evasions; `sensitive-passages` deletes or masks them instead. */
export const sensitiveWords = defineFilter({
  name: "sensitive-words",
  summary:
    "Drops texts in which too many sensitive words occur, title included, by dictionary, through evasions.",
  source:
    "Yuan et al. 2021, §2.2 (pages with dirty words are dropped, by dictionary). The built-in list and the evasions are this project's",
  parameters,
  reasons: { sensitive: "more sensitive words than the limits allow" },
  cost: { memoryBytes: 16_000_000 },
  files: (params) => params.files,
  examples: [
    { in: "普通的一段新闻。", out: "普通的一段新闻。" },
    { in: "澳门新葡京真钱游戏，开户送彩金", out: null },
    { in: "坏词一和坏词二", out: null, params: { words: ["坏词一", "坏词二"] } },
    { in: "网上真.钱、真*钱 遊戲、贝者球网站", out: null },
    {
      in: "开设赌场罪与赌博罪",
      out: "开设赌场罪与赌博罪",
      params: { words: ["赌场", "赌博"], allow: ["赌场罪", "赌博罪"], "max-distinct": 0 },
    },
    {
      in: "A classic assessment",
      out: "A classic assessment",
      params: { words: ["ass", "class"], "max-distinct": 0 },
    },
  ],
  open: (params, context) => {
    const dictionary = new SensitiveWords(params, context.baseDir);
    const maxDistinct = params["max-distinct"];
    const maxTotal = params["max-total"];
    return (sample, count) => {
      const found = [...dictionary.find(sample.text), ...dictionary.find(sample.title ?? "")];
      if (found.length === 0) return { score: 0, reason: undefined };
      for (const { word } of found) count?.(dictionary.categories[word] ?? "");
      const distinct = new Set(found.map(({ word }) => word)).size;
      const isOver = distinct > maxDistinct || found.length > maxTotal;
      return { score: distinct, reason: isOver ? "sensitive" : undefined };
    };
  },
});
