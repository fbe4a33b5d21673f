/** Runs a batch of samples so that a bad sample fails alone and not the whole batch. */
import { SampleError, UserError } from "../../contracts/errors.js";
import type { Sample } from "../../contracts/sample.js";
import type { BatchFunction, BatchOutcome } from "../../contracts/stage.js";
import { mayPass } from "../../storage/passing-trouble.js";

/**
 * Runs a batch. When it throws, its samples are run again one by one, and those that throw again are quarantined. A UserError
 * stops the run, and so does a disk that does not answer.
 */
export async function runBatch(
  batch: BatchFunction,
  samples: readonly Sample[],
): Promise<readonly BatchOutcome[]> {
  try {
    const outcomes = await batch(samples);
    if (outcomes.length !== samples.length)
      throw new Error(`a batch of ${samples.length} samples has ${outcomes.length} outcomes`);
    return outcomes;
  } catch (error) {
    // A disk that does not answer is not the samples' fault; a file that is refused may be named by one of them.
    if (error instanceof UserError || mayPass(error)) throw error;
    if (samples.length === 1) return [asSampleError(error)];
  }
  const outcomes: BatchOutcome[] = [];
  for (const sample of samples) outcomes.push(...(await runBatch(batch, [sample])));
  return outcomes;
}

function asSampleError(error: unknown): SampleError {
  if (error instanceof SampleError) return error;
  return new SampleError("exception", error instanceof Error ? error.message : String(error));
}
