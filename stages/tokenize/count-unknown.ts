/** What a vocabulary has no token for is lost to the model: traditional characters in one that was learned from simplified texts. */
import type { CountFound } from "../../pipeline/contracts/stage.js";
import type { Tokenizer } from "./tokenizer.js";

/** Counts the unknown tokens of a text, for ledger and report. */
export function countUnknown(
  ids: Uint32Array,
  { unknownId }: Pick<Tokenizer, "unknownId">,
  found: CountFound | undefined,
): void {
  if (unknownId === undefined) return;
  let unknown = 0;
  for (let at = ids.indexOf(unknownId); at >= 0; at = ids.indexOf(unknownId, at + 1)) unknown++;
  if (unknown > 0) found?.("unknown-tokens", unknown);
}
