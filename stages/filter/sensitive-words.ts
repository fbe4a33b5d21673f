import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { UserError } from "../../pipeline/errors.js";
import { defineFilter } from "../../pipeline/stage.js";
import { isAlnum } from "../text/ascii.js";
import { WordAutomaton } from "../text/word-automaton.js";

const parameters = z.object({
  files: z
    .array(z.string())
    .default([])
    .describe("Dictionary files, one word a line in UTF-8, plain or .gz; paths relative to the recipe"),
  words: z.array(z.string().min(1)).default([]).describe("Further words"),
  "built-in": z
    .boolean()
    .default(true)
    .describe("Use also the built-in list of phrases of pornography and gambling advertisements"),
  "max-distinct": z
    .number()
    .int()
    .min(0)
    .default(1)
    .describe("Most different words that may occur. 0 drops a text at its first word, as the paper does"),
  "max-total": z.number().int().min(0).default(4).describe("Most occurrences of all words together"),
  "min-length": z
    .number()
    .int()
    .min(1)
    .default(2)
    .describe("Shortest dictionary word that counts, in characters; single characters hit ordinary words"),
});

/**
 * Phrases that advertisements of pornography and gambling consist of. Words that laws, news and novels use (赌博, 卖淫, 毒品)
 * are left to the user's dictionary.
 */
const builtIn = (
  "澳门赌场上线 澳门新葡京 威尼斯人娱乐城 真人娱乐城 网上真钱 真钱游戏 线上赌场 在线赌博 博彩公司开户 时时彩平台 六合彩特码 百家乐技巧 老虎机技巧 " +
  "百家乐开户 赌球网站 外围投注 皇冠投注 彩票代理加盟 开户送彩金 注册送彩金 成人视频在线 免费成人电影 成人电影网 成人小说网 黄色小说网 激情小说网 色情网站 黄色网站 " +
  "裸聊视频 一夜情交友 上门服务小姐 全套服务小姐 包夜小姐 同城约炮 约炮软件 迷奸药 迷情水 催情药 无码视频 无码电影 淫荡少妇 乱伦小说 " +
  "代开发票 办理假证 办证刻章 枪支出售 出售枪支 冰毒出售 迷药出售 套牌车出售 窃听器专卖"
).split(" ");

/** Drops texts that hold words of a dictionary. The time does not depend on the number of words. */
export const sensitiveWords = defineFilter({
  name: "sensitive-words",
  summary: "Drops texts in which too many sensitive words occur, by dictionary.",
  source:
    "Yuan et al. 2021, §2.2 (pages with dirty words are dropped, by dictionary); Aho and Corasick 1975. The built-in list is this project's",
  parameters,
  reasons: { sensitive: "more sensitive words than the limits allow" },
  cost: { memoryBytes: 16_000_000 },
  files: (params) => params.files,
  examples: [
    { in: "普通的一段新闻。", out: "普通的一段新闻。" },
    { in: "澳门新葡京真钱游戏，开户送彩金", out: null },
    { in: "坏词一和坏词二", out: null, params: { words: ["坏词一", "坏词二"] } },
    {
      in: "A classic assessment",
      out: "A classic assessment",
      params: { words: ["ass", "class"], "max-distinct": 0 },
    },
  ],
  open: (params, context) => {
    const words = new Set<string>(params["built-in"] ? builtIn : []);
    for (const word of params.words) words.add(word);
    for (const file of params.files)
      for (const word of readWords(resolve(context.baseDir, file))) words.add(word);
    const accepted = [...words].filter((word) => [...word].length >= params["min-length"]);
    const automaton = new WordAutomaton(accepted, foldUnit);
    // Words that begin or end with a Latin letter or digit must stand alone there: `ass` is not in `class`.
    const bounded = Uint8Array.from(
      accepted,
      (word) => (isAlnum(word.charCodeAt(0)) ? 1 : 0) + (isAlnum(word.charCodeAt(word.length - 1)) ? 2 : 0),
    );
    const seenIn = new Int32Array(accepted.length);
    let generation = 0;
    const maxDistinct = params["max-distinct"];
    const maxTotal = params["max-total"];
    return (sample) => {
      generation = generation === 0x7fffffff ? restart(seenIn) : generation + 1;
      const text = sample.text;
      let distinct = 0;
      let total = 0;
      automaton.scan(text, (word, start, end) => {
        const bounds = bounded[word] ?? 0;
        if ((bounds & 1) !== 0 && isAlnum(text.charCodeAt(start - 1))) return true;
        if ((bounds & 2) !== 0 && isAlnum(text.charCodeAt(end))) return true;
        total++;
        if (seenIn[word] !== generation) {
          seenIn[word] = generation;
          distinct++;
        }
        return true;
      });
      const isOver = distinct > maxDistinct || total > maxTotal;
      return { score: distinct, reason: isOver ? "sensitive" : undefined };
    };
  },
});

function restart(seenIn: Int32Array): number {
  seenIn.fill(0);
  return 1;
}

function readWords(path: string): string[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    throw new UserError(
      "missing-dictionary",
      `cannot read the dictionary (${code})`,
      "Check `files` of sensitive-words",
      {
        file: path,
      },
    );
  }
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  return text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

/** Lower case, and full-width forms to ASCII. */
function foldUnit(unit: number): number {
  const ascii = unit >= 0xff01 && unit <= 0xff5e ? unit - 0xfee0 : unit;
  return ascii >= 0x41 && ascii <= 0x5a ? ascii + 32 : ascii;
}
