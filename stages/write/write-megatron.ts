/** Token shards that Megatron-LM and its descendants map into memory: raw tokens and an index of sequences. */
import { z } from "zod";
import { defineSink } from "../../pipeline/contracts/stage.js";
import { byteSize } from "../../pipeline/recipe/size.js";
import { MegatronIndex } from "./megatron-index.js";
import { rawTokenWriter, tokenLayout } from "./raw-tokens.js";

const parameters = z.strictObject({
  "shard-bytes": byteSize
    .default(256 * 2 ** 20)
    .describe("upper bound of a shard's data, in bytes or with a unit; shards are even to within one row"),
});

export const writeMegatron = defineSink({
  name: "write-megatron",
  summary:
    "Writes pairs of .bin (raw tokens) and .idx that Megatron-LM reads: each span of cu_seqlens, or else each row, becomes a sequence and a document.",
  source:
    "Megatron-LM, megatron/core/datasets/indexed_dataset.py: index version 1, element types uint16 and int32",
  parameters,
  cost: { memoryBytes: 64 << 20 },
  extension: () => "bin",
  indexExtension: () => "idx",
  shardBytes: (params) => params["shard-bytes"],
  openShard: (path, columns) => {
    const layout = tokenLayout("write-megatron", columns);
    const index = new MegatronIndex(layout.item);
    return Promise.resolve(
      rawTokenWriter(
        path,
        layout,
        (length) => index.add(length),
        () => index.parts(),
      ),
    );
  },
});
