/** Token ids of the text as an array of one length, for models that take a text beside a picture. */
import { z } from "zod";
import type { SampleArray } from "../../pipeline/contracts/sample.js";
import { defineMap } from "../../pipeline/contracts/stage.js";
import { countUnknown } from "./count-unknown.js";
import { loadTokenizer } from "./load-tokenizer.js";
import { namedToken } from "./named-token.js";
import { filesOfTokenizer, tokenizerFile } from "./named-tokenizer.js";

const parameters = z.strictObject({
  tokenizer: z
    .string()
    .default("default")
    .describe("As in tokenize: `default`, or the file of the model's tokenizer, relative to the recipe."),
  length: z
    .int()
    .min(2)
    .max(8192)
    .default(52)
    .describe("Ids of each text: longer ones are cut, shorter ones padded (Chinese-CLIP takes 52)."),
  "first-token": z
    .string()
    .optional()
    .describe("Name of the token before the text, such as [CLS]; none without it."),
  "last-token": z
    .string()
    .optional()
    .describe("Name of the token behind the text, cut or not, such as [SEP]; none without it."),
  "pad-token": z.string().optional().describe("Name of the token that fills up; the id 0 without it."),
  as: z.string().default("text-ids").describe("Name of the array."),
  mask: z
    .string()
    .optional()
    .describe("Also gives an array of this name: 1 where there is text, 0 where it is filled up."),
  offsets: z
    .string()
    .optional()
    .describe(
      "Also gives an array of this name: two numbers an id, where in the text it begins and ends (UTF-16 units); 0 and 0 for ids of no text.",
    ),
});

export const textIds = defineMap({
  name: "text-ids",
  summary:
    "Puts the token ids of the text beside it as an array of a fixed length, as image-text models take them.",
  source: "Yang et al. 2022 (Chinese-CLIP): 52 ids, [CLS] text [SEP], padded with 0",
  parameters,
  cost: { memoryBytes: 60_000_000 },
  files: (params) => filesOfTokenizer(params.tokenizer),
  examples: [{ in: "一只猫", out: "一只猫" }],
  async open(params, { baseDir }) {
    const tokenizer = await loadTokenizer(tokenizerFile(params.tokenizer, baseDir));
    const idOf = (key: "first-token" | "last-token" | "pad-token"): number | undefined => {
      const name = params[key];
      return name === undefined ? undefined : namedToken(tokenizer, name, key);
    };
    const [first, last, pad = 0] = [idOf("first-token"), idOf("last-token"), idOf("pad-token")];
    const { length, as, mask, offsets } = params;
    const room = length - (first === undefined ? 0 : 1) - (last === undefined ? 0 : 1);
    return (sample, found) => {
      const placed = offsets === undefined ? undefined : tokenizer.encodeWithOffsets(sample.text);
      const ids = (placed?.ids ?? tokenizer.encode(sample.text)).subarray(0, room);
      countUnknown(ids, tokenizer, found);
      const row = new Int32Array(length).fill(pad);
      let used = 0;
      if (first !== undefined) row[used++] = first;
      row.set(ids, used);
      used += ids.length;
      if (last !== undefined) row[used++] = last;
      const arrays: Record<string, SampleArray> = { ...sample.arrays, [as]: row };
      if (mask !== undefined) arrays[mask] = new Uint8Array(length).fill(1, 0, used);
      if (offsets !== undefined && placed !== undefined) {
        const places = new Int32Array(2 * length);
        const before = first === undefined ? 0 : 1;
        for (let at = 0; at < ids.length; at++)
          places.set([placed.starts[at]!, placed.ends[at]!], 2 * (before + at));
        arrays[offsets] = places;
      }
      return { ...sample, arrays };
    };
  },
});
