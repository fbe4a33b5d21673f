/** Runs a model over samples: those of one shape together, each to its own outcome. */
import { SampleError } from "../../../pipeline/contracts/errors.js";
import type { Sample, SampleArray } from "../../../pipeline/contracts/sample.js";
import type { BatchOutcome } from "../../../pipeline/contracts/stage.js";
import { decodeImage } from "../../pixels/decode.js";
import { fitRaster } from "../../pixels/fit.js";
import { pixelsOf } from "../../pixels/pixel-arrays.js";
import type { Raster } from "../../pixels/raster.js";
import type { ModelUse } from "./model-use.js";
import type { ModelParameters } from "./parameters.js";
import { type Feed, runFeeds } from "./run-feeds.js";

/** Samples of one shape are run together. What cannot be fed costs itself alone; a sample without a picture goes on as it is. */
export async function runSamples(
  samples: readonly Sample[],
  use: ModelUse,
): Promise<readonly BatchOutcome[]> {
  const outcomes: BatchOutcome[] = [...samples];
  let group: Feed[] = [];
  const run = async (): Promise<void> => {
    const feeds = group;
    group = [];
    if (feeds.length > 0)
      for (const [index, values] of await runOrPart(feeds, use)) {
        const sample = samples[index];
        if (sample === undefined) continue;
        outcomes[index] = values instanceof SampleError ? values : withResult(sample, values, use.params);
      }
  };
  for (const [index, sample] of samples.entries()) {
    if (use.picture !== undefined && sample.image === undefined) continue;
    const feed = await feedOf(sample, index, use);
    if (feed instanceof SampleError) {
      outcomes[index] = feed;
      continue;
    }
    if (group[0] !== undefined && !isAlike(group[0], feed)) await run();
    group.push(feed);
    if (group.length === use.batch) await run();
  }
  await run();
  return outcomes;
}

async function feedOf(sample: Sample, index: number, use: ModelUse): Promise<Feed | SampleError> {
  const arrays: SampleArray[] = [];
  for (const { array, name } of use.arrays) {
    const values = sample.arrays[array];
    if (values === undefined)
      return new SampleError("missing-array", `the sample has no array "${array}" for the input "${name}"`);
    arrays.push(values);
  }
  if (use.picture === undefined || sample.image === undefined) return { index, raster: undefined, arrays };
  try {
    return { index, raster: await rasterOf(sample, sample.image.bytes, use.params), arrays };
  } catch (error) {
    if (error instanceof SampleError) return error;
    throw error;
  }
}

async function rasterOf(sample: Sample, bytes: Uint8Array, params: ModelParameters): Promise<Raster> {
  const { size } = params;
  const pixels = pixelsOf(sample);
  if (pixels?.width === size && pixels.height === size) return pixels;
  const { raster } = await decodeImage(bytes, {
    maxPixels: params["max-pixels"],
    background: 255,
    shrinkTo: size,
    square: params.fit === "stretch",
  });
  return fitRaster(raster, { how: params.fit, size, upscale: true });
}

/** What fails together is run one by one, so that a sample costs only itself. */
async function runOrPart(
  feeds: readonly Feed[],
  use: ModelUse,
): Promise<readonly (readonly [index: number, SampleArray | SampleError])[]> {
  try {
    const results = await runFeeds(feeds, use);
    return feeds.map(({ index }, at) => [index, results[at] ?? new SampleError("model-failed", "no output")]);
  } catch (error) {
    if (!(error instanceof SampleError)) throw error;
    const [only] = feeds;
    if (feeds.length === 1 && only !== undefined) return [[only.index, error]];
  }
  const each: (readonly [number, SampleArray | SampleError])[] = [];
  for (const feed of feeds) each.push(...(await runOrPart([feed], use)));
  return each;
}

function isAlike(a: Feed, b: Feed): boolean {
  return a.arrays.every((array, at) => array.length === b.arrays[at]?.length);
}

function withResult(sample: Sample, values: SampleArray, { gives, pick, as }: ModelParameters): BatchOutcome {
  if (gives === "array") return { ...sample, arrays: { ...sample.arrays, [as]: values } };
  const score = values[pick];
  if (score === undefined)
    return new SampleError("model-mismatch", `the output has ${values.length} values, so none at ${pick}`);
  if (!Number.isFinite(score)) return new SampleError("no-score", `the model gave ${score}`);
  // To six decimals, as the engine keeps scores.
  return { ...sample, scores: { ...sample.scores, [as]: Math.round(score * 1e6) / 1e6 } };
}
