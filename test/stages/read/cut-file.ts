/** Everything that a source tells of a file read in parts: samples, errors and what it passed over, with their places. */
import { statSync } from "node:fs";
import type { ReadResult, SourceStage } from "../../../pipeline/contracts/stage.js";
import { splitOf } from "../../support/split-of.js";

/** @param cuts bytes of the file where a part ends and the next begins, in any order */
export async function readCut(source: object, file: string, cuts: readonly number[]): Promise<ReadResult[]> {
  const stage = source as SourceStage;
  const params = stage.parameters.parse({});
  const { size } = statSync(file);
  const ends = [...new Set([...cuts.filter((cut) => cut > 0 && cut < size), size])].sort((a, b) => a - b);
  const results: ReadResult[] = [];
  let start = 0;
  for (const [index, end] of ends.entries()) {
    for await (const batch of stage.read(splitOf(file, { index, start, end }), params))
      results.push(...structuredClone(batch));
    start = end;
  }
  return results;
}
