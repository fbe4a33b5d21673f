/** The parameter of every ordering stage: how much of it is in memory at once. */
import { byteSize } from "../../pipeline/recipe/size.js";

export const bucketBytes = byteSize
  .default(128 * 2 ** 20)
  .describe(
    "bytes that a worker orders in memory at once, in bytes or with a unit; the order does not depend on it, larger ones seek less on disk",
  );
