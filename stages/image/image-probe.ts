/** Classes of pictures that their header gives away: nothing is decoded. */
import { z } from "zod";
import type { SampleImage } from "../../pipeline/contracts/sample.js";
import { defineFilter } from "../../pipeline/contracts/stage.js";
import { readImageHeader } from "../pixels/headers/read-image-header.js";

/** Class -> what it means; the order is that of the checks, and the first class to be dropped is the reason. */
const classes = {
  "no-image": "the sample has no picture",
  broken: "the bytes begin like no known picture, or tell no size",
  bomb: "more pixels than the limit: decoding it would cost memory without end",
  truncated: "the end of the file is missing",
  "one-pixel": "a side of one pixel: a tracker or spacer",
  animated: "more than one frame or page",
  cmyk: "four inks instead of three lights",
  deep: "more than 8 bits a channel",
} as const;

type Class = keyof typeof classes;
const names = Object.keys(classes) as [Class, ...Class[]];

const parameters = z.strictObject({
  drop: z
    .array(z.enum(names))
    .default(["no-image", "broken", "bomb", "truncated", "one-pixel", "animated"])
    .describe("Classes that are dropped; the others are counted and go on."),
  "max-pixels": z
    .number()
    .int()
    .min(1)
    .default(50_000_000)
    .describe("Pixels (width times height) above which a picture is of the class bomb."),
});

export const imageProbe = defineFilter({
  name: "image-probe",
  summary:
    "Drops pictures that are broken, cut off, animated, of one pixel or too large to decode, by their headers alone.",
  source: "Headers and end marks of JPEG, PNG, GIF, WebP, BMP, TIFF, ICO, JPEG 2000, AVIF and HEIC",
  parameters,
  reasons: classes,
  open: (params) => {
    const drop = new Set<Class>(params.drop);
    return ({ image }, found) => {
      const of = classesOf(image, params["max-pixels"]);
      for (const name of of) if (!drop.has(name)) found?.(name);
      return { score: of.length, reason: of.find((name) => drop.has(name)) };
    };
  },
});

function classesOf(image: SampleImage | undefined, maxPixels: number): readonly Class[] {
  if (image === undefined) return ["no-image"];
  const header = readImageHeader(image.bytes);
  if (header === undefined) return ["broken"];
  const { width, height } = header;
  const holds: Readonly<Record<Exclude<Class, "no-image" | "broken">, boolean>> = {
    bomb: width * height > maxPixels,
    truncated: !header.isWhole,
    "one-pixel": width === 1 || height === 1,
    animated: header.frames > 1,
    cmyk: header.isCmyk,
    deep: header.bits > 8,
  };
  return names.filter((name) => name in holds && holds[name as keyof typeof holds]);
}
