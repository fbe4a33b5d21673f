/** What a run costs, told before it begins: memory of a worker, temporary disk, samples. */
import type { AnyStage } from "../contracts/stage.js";
import type { ForecastInput } from "./sample-inputs.js";

export interface Forecast {
  readonly inputBytes: number;
  /** Whether files were looked into for it; else their names had to do. */
  readonly isSampled: boolean;
  /** Bytes of one worker: the engine's own and what its stages declare. */
  readonly workerMemoryBytes: number;
  readonly temporaryDiskBytes: number;
  readonly expectedSamples: number;
  /** Bytes of the index that the dataset gets. */
  readonly indexBytes: number;
}

/** Safety factor on a forecast that rests on a look into some of the files. */
const samplingError = 1.1;
/** What a spill adds to a record: names of fields, lengths, its place. */
const spilledSampleBytes = 64;
/** A block of a sorted run, and its reader's list of checksums. */
const mergedBlockBytes = 24 * 1024;
/** A worker without any stage. */
const baseWorkerBytes = 250 * 1024 * 1024;

/** What the costs of a plan depend on, beside what its stages declare. */
interface Amounts {
  readonly input: ForecastInput;
  /** Bytes of the files that stages hold in memory. */
  readonly heldFileBytes: number;
  /** Each segment leaves a spill, of texts or of tokens. */
  readonly segments: number;
  /** Bytes that mixing and shuffling write, for each byte of the unpacked input. */
  readonly ordered: number;
  /** Sketches that matching merges: one a split and one a part of a stored index. */
  readonly sketches: number;
  readonly indexBytes: number;
}

export function forecastCosts(stages: readonly AnyStage[], amounts: Amounts): Forecast {
  const { input, heldFileBytes, segments, ordered, sketches, indexBytes } = amounts;
  const { bytes: inputBytes, samples: expectedSamples, isSampled } = input;
  const declared = stages.reduce(
    (sum, stage) => sum + (stage.cost?.memoryBytes ?? 0),
    baseWorkerBytes + heldFileBytes,
  );
  // Matching reads a block of each sketch at a time, and knows one bit a sample twice: removed before, removed now.
  const hasBarrier = stages.some((stage) => stage.kind === "barrier");
  const matching = hasBarrier ? sketches * mergedBlockBytes + Math.ceil(expectedSamples / 4) : 0;
  const spilled = (input.spilled + expectedSamples * spilledSampleBytes) * segments + ordered * inputBytes;
  const perMillion = stages.reduce((sum, stage) => sum + (stage.cost?.diskBytesPerMillion ?? 0), 0);
  return {
    inputBytes,
    isSampled,
    expectedSamples,
    workerMemoryBytes: declared + matching,
    temporaryDiskBytes: Math.ceil((spilled + (perMillion * expectedSamples) / 1e6) * samplingError),
    indexBytes,
  };
}
