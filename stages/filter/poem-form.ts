import { z } from "zod";
import { defineFilter } from "../../pipeline/contracts/stage.js";
import { verseForm } from "../text/verse.js";

const parameters = z.strictObject({
  characters: z
    .array(z.int().min(1))
    .min(1)
    .default([5, 7])
    .describe("characters that the lines of a poem may have; all lines of it the same"),
  lines: z
    .array(z.int().min(1))
    .default([4, 8])
    .describe("how many lines a poem may have (4: 绝句, 8: 律诗); empty: any even number"),
  damaged: z
    .enum(["drop", "keep"])
    .default("drop")
    .describe("poems with □ for lost characters, editors' brackets or anything else that is no character"),
});

/** Keeps verse that has the form it is to be learned for. The score is the number of lines. */
export const poemForm = defineFilter({
  name: "poem-form",
  summary: "Keeps poems of even lines: 5 or 7 characters each, 4 or 8 lines, no lost characters.",
  source: "THUDM/iPrompt (poems of 五言 or 七言, 绝句 or 律诗); Wang Li, 诗词格律 (1977), on their forms",
  parameters,
  reasons: {
    damaged: "something stands in it that is no character: lost ones, editors' notes",
    "uneven-lines": "lines have different lengths",
    "other-measure": "lines of a length that is not asked for",
    "other-length": "a number of lines that is not asked for",
  },
  examples: [
    {
      in: "床前明月光，疑是地上霜。\n舉頭望明月，低頭思故鄉。",
      out: "床前明月光，疑是地上霜。\n舉頭望明月，低頭思故鄉。",
    },
    { in: "宿雨一番蔬甲拆，春山幾處茗旗香。", out: null },
    {
      in: "宿雨一番蔬甲拆，春山幾處茗旗香。",
      out: "宿雨一番蔬甲拆，春山幾處茗旗香。",
      params: { lines: [] },
    },
    { in: "床前明□光，疑是地上霜。\n舉頭望明月，低頭思故鄉。", out: null },
    { in: "波。\n垂露成幃仲長統，明月爲燭張志和。", out: null },
  ],
  open: (params) => {
    const measures = new Set(params.characters);
    const lengths = new Set(params.lines);
    return (sample) => {
      const { lines, characters, isDamaged } = verseForm(sample.text);
      const isLength = lengths.size === 0 ? lines > 0 && lines % 2 === 0 : lengths.has(lines);
      let reason: string | undefined;
      if (isDamaged && params.damaged === "drop") reason = "damaged";
      else if (characters === undefined) reason = "uneven-lines";
      else if (!measures.has(characters)) reason = "other-measure";
      else if (!isLength) reason = "other-length";
      return { score: lines, reason };
    };
  },
});
