/**
 * The one decode of a picture: upright, without notes such as GPS, on a plain background, resized and encoded as the recipe
 * wants, with everything that later stages want to know of its pixels.
 *
 * Pixels are measured in typed arrays on the raster that is at hand: starting another decoder costs more than all of it.
 */
import { z } from "zod";
import { SampleError } from "../../pipeline/contracts/errors.js";
import type { Sample, SampleArray } from "../../pipeline/contracts/sample.js";
import { defineBatch } from "../../pipeline/contracts/stage.js";
import { measureCues } from "../pixels/cues.js";
import { type Decoded, type DecodeOptions, decodeImage } from "../pixels/decode.js";
import { encodeImage, type ImageEncoding } from "../pixels/encode.js";
import { fitRaster } from "../pixels/fit.js";
import { perceptualHash, thumbnail } from "../pixels/perceptual-hash.js";
import { byChannels, pixelsShape } from "../pixels/pixel-arrays.js";
import { type Raster, toGrey } from "../pixels/raster.js";
import { stripMetadata } from "../pixels/strip-metadata.js";

const parameters = z.strictObject({
  size: z.number().int().min(1).max(4096).default(256).describe("Side in pixels that `fit` aims at."),
  fit: z
    .enum(["keep", "crop", "stretch", "inside"])
    .default("crop")
    .describe(
      "keep leaves the size; crop brings the shorter side to `size` and cuts out the middle square (CogView); stretch makes a square of any shape (BriVL); inside brings the longer side to `size`",
    ),
  upscale: z.boolean().default(true).describe("Whether smaller pictures are enlarged to `size`."),
  encode: z
    .enum(["original", "jpeg", "png", "webp"])
    .default("jpeg")
    .describe(
      "Format of the picture that goes on; original keeps the encoded bytes where neither size nor orientation change, and jpeg otherwise",
    ),
  quality: z.number().int().min(1).max(100).default(90).describe("Quality of jpeg and webp, 1 to 100."),
  background: z
    .number()
    .int()
    .min(0)
    .max(255)
    .default(255)
    .describe(
      "Tone behind transparent pixels: 255 white, 0 black. A picture that vanishes on it, as a white drawing does on white, is laid on black or white, whichever is farther away.",
    ),
  tensor: z
    .enum(["none", "hwc", "chw"])
    .default("none")
    .describe(
      "Also gives the decoded pixels as an array `pixels` of uint8, by rows (hwc) or by channels (chw).",
    ),
  hashes: z
    .boolean()
    .default(true)
    .describe("Also gives `image-hash` (64 bits of pHash, 64 of dHash) and what image-dedup compares."),
  cues: z
    .boolean()
    .default(true)
    .describe(
      "Also gives the scores that image-filter goes by: entropy, sharpness, flat-share, text-share, qr-corners.",
    ),
  "max-pixels": z
    .number()
    .int()
    .min(1)
    .default(50_000_000)
    .describe(
      "Pictures with more pixels are not decoded but quarantined; image-probe drops them before. So are thin ones that resizing would bring beyond 67 million.",
    ),
});

type Params = z.output<typeof parameters>;

/** Pictures in work at once: while one waits for the decoder, another is measured. */
const inFlight = 4;

export const imagePrepare = defineBatch({
  name: "image-prepare",
  summary:
    "Decodes each picture once: upright, without metadata, flattened, resized, encoded, with hashes, cues and pixels on request.",
  source:
    "Bicubic resampling as in Pillow, CogView's and BriVL's preprocessing; EXIF 2.32 orientation; pHash and dHash (Krawetz 2011, 2013)",
  parameters,
  cost: { memoryBytes: 256 << 20 },
  open: (params) => async (samples) => {
    const outcomes: (Sample | SampleError)[] = [];
    for (let from = 0; from < samples.length; from += inFlight) {
      const group = samples.slice(from, from + inFlight);
      outcomes.push(...(await Promise.all(group.map((sample) => prepareOrFail(sample, params)))));
    }
    return outcomes;
  },
});

/** A broken picture costs itself alone, without a second decode of its neighbours. */
async function prepareOrFail(sample: Sample, params: Params): Promise<Sample | SampleError> {
  try {
    return await prepare(sample, params);
  } catch (error) {
    if (error instanceof SampleError) return error;
    throw error;
  }
}

async function prepare(sample: Sample, params: Params): Promise<Sample> {
  const { image } = sample;
  if (image === undefined) return sample;
  const { header, raster } = await decodeVisibly(image.bytes, {
    maxPixels: params["max-pixels"],
    background: params.background,
    shrinkTo: params.fit === "keep" || params.fit === "inside" ? Number.POSITIVE_INFINITY : params.size,
    square: params.fit === "stretch",
  });
  const fitted = fitRaster(raster, { ...params, how: params.fit });
  const arrays: Record<string, SampleArray> = { ...sample.arrays };
  // The smaller of the two: enlarging a picture tells nothing new.
  const measured = raster.data.length < fitted.data.length ? raster : fitted;
  const whole = params.fit === "crop" ? raster : measured;
  const isTurned = header.orientation >= 5;
  arrays[".source-size"] = Int32Array.of(
    isTurned ? header.height : header.width,
    isTurned ? header.width : header.height,
  );
  if (params.hashes) {
    const small = thumbnail(whole);
    arrays["image-hash"] = new Uint8Array(perceptualHash(small).buffer);
    arrays[".thumbnail"] = small.data;
  }
  if (params.tensor !== "none") {
    arrays.pixels = params.tensor === "hwc" ? fitted.data : byChannels(fitted);
    arrays[".pixels-shape"] = pixelsShape(fitted, params.tensor);
  }
  const isAsStored =
    fitted.width === header.width && fitted.height === header.height && header.orientation === 1;
  const original =
    params.encode === "original" && isAsStored ? stripMetadata(image.bytes, header.format) : undefined;
  const encoding: ImageEncoding = params.encode === "original" ? "jpeg" : params.encode;
  return {
    ...sample,
    arrays,
    scores: params.cues
      ? { ...sample.scores, ...cueScores(measured, image.bytes.length, header) }
      : sample.scores,
    image: {
      bytes: original ?? (await encodeImage(fitted, encoding, params.quality)),
      format: original === undefined ? encoding : header.format,
      width: fitted.width,
      height: fitted.height,
    },
  };
}

/** On the background that is asked for; on black or white, whichever is farther from it, what cannot be told from that. */
async function decodeVisibly(bytes: Uint8Array, options: DecodeOptions): Promise<Decoded> {
  const decoded = await decodeImage(bytes, options);
  if (!isAll(options.background, decoded)) return decoded;
  const background = options.background < 128 ? 255 : 0;
  const opposite = await decodeImage(bytes, { ...options, background });
  return isAll(background, opposite) ? decoded : opposite;
}

function isAll(tone: number, { raster }: Decoded): boolean {
  return raster.data.every((each) => each === tone);
}

/** Cues by the names under which image-filter finds them; to six decimals, as the engine keeps scores. */
function cueScores(
  raster: Raster,
  bytes: number,
  header: { readonly width: number; readonly height: number },
): Readonly<Record<string, number>> {
  const cues = measureCues(toGrey(raster));
  const exact = {
    "image-width": header.width,
    "image-height": header.height,
    "bytes-per-pixel": bytes / (header.width * header.height),
    entropy: cues.entropy,
    sharpness: cues.sharpness,
    "flat-share": cues.flatShare,
    "text-share": cues.textShare,
    "qr-corners": cues.qrCorners,
  };
  return Object.fromEntries(
    Object.entries(exact).map(([name, value]) => [name, Math.round(value * 1e6) / 1e6]),
  );
}
