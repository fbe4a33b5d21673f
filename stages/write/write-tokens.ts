/** Raw token files with an index of document ends, as trainers read them with numpy's memmap. */
import { z } from "zod";
import { defineSink } from "../../pipeline/contracts/stage.js";
import { byteSize } from "../../pipeline/recipe/size.js";
import { rawTokenWriter, tokenLayout } from "./raw-tokens.js";

const parameters = z.strictObject({
  "shard-bytes": byteSize
    .default(256 * 2 ** 20)
    .describe("upper bound of a shard's data, in bytes or with a unit; shards are even to within one row"),
  layout: z
    .enum(["nanotron", "olmo"])
    .default("nanotron")
    .describe(
      "names of the files: `nanotron` (also datatrove): .ds and .ds.index; `olmo`: .npy, which has no header, and .npy.index, which OLMo passes over",
    ),
});

const endings = { nanotron: "ds", olmo: "npy" } as const;

/** Ends that are encoded at a time. */
const endsPerPart = 1 << 16;

export const writeTokens = defineSink({
  name: "write-tokens",
  summary:
    "Writes raw little-endian token files and beside each the ends of its documents (uint64), for nanotron, OLMo and numpy.memmap.",
  source:
    "datatrove pipeline/tokens/tokenizer.py (TokenizedFile: .ds, .ds.index of cumulative ends); OLMo-core NumpyFSLDataset (headerless token arrays)",
  parameters,
  cost: { memoryBytes: 64 << 20 },
  extension: ({ layout }) => endings[layout],
  indexExtension: ({ layout }) => `${endings[layout]}.index`,
  shardBytes: (params) => params["shard-bytes"],
  openShard: (path, columns) => {
    let ends = new Float64Array(1024);
    let count = 0;
    const add = (length: number): void => {
      if (count === ends.length) {
        const grown = new Float64Array(2 * count);
        grown.set(ends);
        ends = grown;
      }
      ends[count] = (ends[count - 1] ?? 0) + length;
      count++;
    };
    return Promise.resolve(
      rawTokenWriter(path, tokenLayout("write-tokens", columns), add, () => encoded(ends.subarray(0, count))),
    );
  },
});

function* encoded(ends: Float64Array): Iterable<Uint8Array> {
  for (let from = 0; from < ends.length; from += endsPerPart) {
    const part = BigUint64Array.from(ends.subarray(from, from + endsPerPart), BigInt);
    yield new Uint8Array(part.buffer);
  }
}
