/** A place for the vector of each sample: an encoder that runs elsewhere fills the column, in the shards as they are mapped. */
import { z } from "zod";
import { SampleError } from "../../pipeline/contracts/errors.js";
import { defineMap } from "../../pipeline/contracts/stage.js";

const parameters = z.strictObject({
  as: z.string().default("vector").describe("Name of the array, and so of the column."),
  length: z.int().min(1).max(65_536).default(512).describe("Numbers of a vector (float32)."),
});

export const vectorColumn = defineMap({
  name: "vector-column",
  summary:
    "Gives each sample without a vector one of zeros, so that the rows have a float32 column of a fixed length to be filled.",
  source:
    "Rows of the image and text vector services: id, picture or text, vector; a fixed length lets shards be mapped and filled in place",
  parameters,
  examples: [{ in: "一只猫", out: "一只猫" }],
  open: ({ as, length }) => {
    // Written out, never written to.
    const zeros = new Float32Array(length);
    return (sample, found) => {
      const given = sample.arrays[as];
      if (given === undefined) {
        found?.("empty");
        return { ...sample, arrays: { ...sample.arrays, [as]: zeros } };
      }
      if (given instanceof Float32Array && given.length === length) return sample;
      throw new SampleError(
        "wrong-vector",
        `"${as}" has ${given.length} values of ${given.constructor.name}; expected ${length} of float32: set \`length\` to what the model gives`,
      );
    };
  },
});
