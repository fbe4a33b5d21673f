/** Drops pictures by size, shape and the cues that image-prepare measured. */
import { z } from "zod";
import type { Sample } from "../../pipeline/contracts/sample.js";
import { defineFilter } from "../../pipeline/contracts/stage.js";

const parameters = z.strictObject({
  "min-side": z
    .number()
    .int()
    .min(1)
    .default(32)
    .describe("Pixels of the shorter side, as the source had it."),
  "max-aspect": z
    .number()
    .min(1)
    .default(3)
    .describe("Longer side over shorter side (Wukong, Gu et al. 2022: 3)."),
  "min-bytes-per-pixel": z
    .number()
    .min(0)
    .default(0)
    .describe("Encoded bytes of a pixel; under 0.01 a JPEG is blocks and nothing else."),
  "min-entropy": z.number().min(0).max(8).default(0).describe("Bits of the histogram of tones."),
  "min-sharpness": z
    .number()
    .min(0)
    .default(0)
    .describe("Variance of the Laplacian; photos under some 50 are out of focus, drawings may be too."),
  "max-flat-share": z
    .number()
    .min(0)
    .max(1)
    .default(0.98)
    .describe(
      "Share of pixels of one tone, above which a picture is a placeholder; above 0.999 it is one colour.",
    ),
  "max-text-share": z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe("Share of blocks in two tones, as printed text has them."),
  "drop-qr": z
    .boolean()
    .default(true)
    .describe("Whether pictures with three corners of a QR code are dropped."),
});

type Params = z.output<typeof parameters>;

const reasons = {
  "not-measured": "the picture was not measured: image-prepare with cues must stand before",
  small: "the shorter side is under the limit",
  narrow: "the sides are too unequal",
  "solid-colour": "one colour and nothing else",
  placeholder: "nearly all of it is one tone",
  "few-bytes": "too few bytes a pixel",
  "low-entropy": "too few tones",
  blurred: "no edges",
  text: "mostly text",
  "qr-code": "holds a QR code",
} as const;

const solidShare = 0.999;

export const imageFilter = defineFilter({
  name: "image-filter",
  summary: "Drops pictures that are small, narrow, of one colour, blurred, placeholders, text or QR codes.",
  source:
    "Size and aspect: Wukong (Gu et al. 2022); sharpness: Pech-Pacheco et al., ICPR 2000; QR corners: ISO/IEC 18004, 6.3.3",
  parameters,
  reasons,
  open: (params) => (sample) => {
    const reason = reasonOf(sample, params);
    return { score: reason === undefined ? 1 : 0, reason };
  },
});

function reasonOf({ scores }: Sample, params: Params): keyof typeof reasons | undefined {
  const { "image-width": width, "image-height": height } = scores;
  if (width === undefined || height === undefined) return "not-measured";
  const score = (name: string): number => scores[name] ?? 0;
  if (Math.min(width, height) < params["min-side"]) return "small";
  if (Math.max(width, height) > params["max-aspect"] * Math.min(width, height)) return "narrow";
  if (score("flat-share") > Math.max(solidShare, params["max-flat-share"])) return "solid-colour";
  if (score("flat-share") > params["max-flat-share"]) return "placeholder";
  if (score("bytes-per-pixel") < params["min-bytes-per-pixel"]) return "few-bytes";
  if (score("entropy") < params["min-entropy"]) return "low-entropy";
  if (score("sharpness") < params["min-sharpness"]) return "blurred";
  if (score("text-share") > params["max-text-share"]) return "text";
  return params["drop-qr"] && score("qr-corners") >= 3 ? "qr-code" : undefined;
}
