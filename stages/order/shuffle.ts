/** A shuffle of the whole dataset on disk, so that reading the shards from front to back is reading at random. */
import { z } from "zod";
import { defineOrder } from "../../pipeline/contracts/stage.js";
import { bucketBytes } from "./bucket-bytes.js";

const parameters = z.strictObject({ "bucket-bytes": bucketBytes });

export const shuffle = defineOrder({
  name: "shuffle",
  summary:
    "Puts the whole dataset into a random order: documents where it stands before a packing stage, rows where it stands before the sink.",
  source:
    "Two passes of bounded memory: Sanders 1998, Random permutations on distributed, external and hierarchical memory; as tokshuf-rs and MosaicML streaming use it",
  parameters,
  cost: { memoryBytes: 384 << 20 },
  shuffles: true,
  bucketBytes: (params) => params["bucket-bytes"],
  describe: () => ["in random order, by the seed of the recipe"],
});
