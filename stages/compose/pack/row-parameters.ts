/** Parameters that the packing stages share, in the same words. */
import { z } from "zod";

/** @param row which row it is, in words */
export function sequenceLengthParameter(row: string) {
  return z.int().min(2).max(1_048_576).default(2048).describe(`tokens of ${row}`);
}

/** @param room what it fills, in words */
export function padIdParameter(room: string) {
  return z.int().min(0).max(2_147_483_647).default(0).describe(`token id that fills ${room}`);
}

export const lossMaskParameter = z
  .boolean()
  .default(false)
  .describe("add the column loss_mask: 1 where a model learns, 0 on padding and prompts");
