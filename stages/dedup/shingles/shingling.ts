/** The parameters of stages that compare the shingles of texts. */
import { z } from "zod";
import { type ShingleKind, Shingler } from "./shingles.js";

/** To be spread into a stage's own. */
export function shinglingParameters(usual: {
  readonly shingle: ShingleKind;
  readonly size: number;
  readonly fold: "none" | "white-space" | "full";
}) {
  return {
    shingle: z
      .enum(["characters", "script"])
      .default(usual.shingle)
      .describe(
        "What a shingle is made of: characters (code points), or script (Han characters and whole words as tokens)",
      ),
    "shingle-size": z
      .number()
      .int()
      .min(1)
      .max(64)
      .default(usual.size)
      .describe("Code points (characters) or tokens (script) in a shingle"),
    fold: z
      .enum(["none", "white-space", "full"])
      .default(usual.fold)
      .describe(
        "What is ignored: nothing, white space, or also script variants, width, case and punctuation (script always does)",
      ),
  };
}

export function openShingler(params: {
  readonly shingle: ShingleKind;
  readonly "shingle-size": number;
  readonly fold: "none" | "white-space" | "full";
}): Shingler {
  return new Shingler(params.shingle, params["shingle-size"], params.fold);
}
