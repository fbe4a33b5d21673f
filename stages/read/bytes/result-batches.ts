/** Results that come one by one, handed on in batches. */
import type { ReadResult } from "../../../pipeline/contracts/stage.js";

/** @param bytes of records that are handed on at once: a batch ends with the result that reaches them */
export async function* inBatches(
  results: AsyncIterable<ReadResult>,
  bytes: number,
): AsyncGenerator<readonly ReadResult[]> {
  let batch: ReadResult[] = [];
  let held = 0;
  for await (const result of results) {
    batch.push(result);
    held += result.bytes;
    if (held < bytes) continue;
    yield batch;
    batch = [];
    held = 0;
  }
  if (batch.length > 0) yield batch;
}
