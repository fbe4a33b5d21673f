/** BriVL's pairs, one a row: the pixels of a picture, its boxes, and its text between [CLS] and [SEP]. */
import { z } from "zod";
import { SampleError } from "../../pipeline/contracts/errors.js";
import type { JsonValue, Sample } from "../../pipeline/contracts/sample.js";
import { defineTokenCompose, type RowComposer, type Vocabulary } from "../../pipeline/contracts/stage.js";
import { fixedList, integer, text } from "./columns.js";
import { idFacts, specialTokens } from "./special-tokens.js";
import { tokenType } from "./token-type.js";

const parameters = z.strictObject({
  "text-length": z
    .int()
    .min(3)
    .max(4096)
    .default(80)
    .describe("Tokens of the text, [CLS] and [SEP] among them; longer texts are cut before [SEP]."),
  side: z
    .int()
    .min(1)
    .max(4096)
    .default(380)
    .describe("Side in pixels of the square pictures that image-prepare makes."),
  boxes: z
    .string()
    .default("bbox")
    .describe(
      "Field that holds the boxes of a picture, [left, top, right, bottom] in pixels of the upright picture as it was read.",
    ),
  "max-boxes": z
    .int()
    .min(0)
    .max(1023)
    .default(36)
    .describe("Boxes of a picture that are kept, the first ones; the full frame follows them."),
});

type Params = z.output<typeof parameters>;

/** Pretrained towers want pixels / 255 less this mean, by this deviation; rows hold the pixels themselves. */
const imageNet = { mean: "0.485 0.456 0.406", deviation: "0.229 0.224 0.225" };

export const imageTextPair = defineTokenCompose({
  name: "image-text-pair",
  summary:
    "Lays a picture's pixels, its boxes scaled alike with the full frame behind, and its padded text in one row for a model of two towers.",
  source: "BAAI-WuDao/BriVL dataset/xybDataset.py, cfg/test_xyb.yml; Huo et al. 2021 (WenLan)",
  parameters,
  reasons: { empty: "the text has no tokens", "no-picture": "there is no picture" },
  cost: { memoryBytes: 16 << 20 },
  open: (params, _context, vocabulary) => pairComposer(params, vocabulary),
});

function pairComposer(params: Params, vocabulary: Vocabulary): RowComposer {
  const { "text-length": length, side, "max-boxes": maxBoxes } = params;
  const special = specialTokens(vocabulary, [
    ["[PAD]", "<pad>"],
    ["[CLS]", "<s>"],
    ["[SEP]", "</s>"],
  ]);
  const item = tokenType(special.size);
  const places = maxBoxes + 1;
  const counts = { tokens: 0, "cut-tokens": 0, boxes: 0, "left-out-boxes": 0 };
  return {
    columns: [
      text("id"),
      fixedList("image", "uint8", 3 * side * side),
      integer("img_len"),
      fixedList("text", item, length),
      integer("text_len"),
      fixedList("boxes", "float32", 4 * places),
    ],
    facts: {
      "text-length": length,
      "image-shape": `3 ${side} ${side}`,
      "image-mean": imageNet.mean,
      "image-deviation": imageNet.deviation,
      "boxes-shape": `${places} 4`,
      ...idFacts(special),
    },
    take(sample, emit) {
      const { id, tokens, image } = sample;
      if (image === undefined) return "no-picture";
      if (tokens === undefined || tokens.length === 0) return "empty";
      const { pixels, size } = pixelsOf(sample, side);
      const boxes = boxesOf(sample.meta[params.boxes], params.boxes);
      const kept = Math.min(boxes.length, maxBoxes);
      const scaled = new Float32Array(4 * places);
      boxes.slice(0, kept).forEach((box, at) => {
        scaled.set(
          [...box.keys()].map((edge) => box[edge]! * (side / size[edge % 2]!)),
          4 * at,
        );
      });
      scaled.set([0, 0, side, side], 4 * kept);

      const used = Math.min(tokens.length, length - 2);
      const text = new Int32Array(length).fill(special.ids["[PAD]"]);
      text[0] = special.ids["[CLS]"];
      text.set(tokens.subarray(0, used), 1);
      text[used + 1] = special.ids["[SEP]"];

      counts.tokens += used + 2;
      counts["cut-tokens"] += tokens.length - used;
      counts.boxes += kept;
      counts["left-out-boxes"] += boxes.length - kept;
      emit([id, pixels, kept + 1, text, used + 2, scaled]);
      return undefined;
    },
    finish: () => undefined,
    counts: () => counts,
  };
}

/** What image-prepare left: the square picture by channels, and the size of the one that the boxes lie on. */
function pixelsOf({ arrays, id }: Sample, side: number): { pixels: Uint8Array; size: Int32Array } {
  const { pixels, ".source-size": size } = arrays;
  if (pixels instanceof Uint8Array && pixels.length === 3 * side * side && size instanceof Int32Array)
    return { pixels, size };
  throw new SampleError(
    "no-pixels",
    `the picture of ${id} is no tensor of 3 x ${side} x ${side}: put image-prepare {size: ${side}, fit: stretch, tensor: chw} before`,
  );
}

type Box = readonly [left: number, top: number, right: number, bottom: number];

/** A picture without the field has no boxes. */
function boxesOf(value: JsonValue | undefined, field: string): readonly Box[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every(isBox)) return value;
  throw new SampleError(
    "wrong-boxes",
    `"${field}" is no list of boxes; expected [left, top, right, bottom] in pixels for each`,
  );
}

function isBox(value: unknown): value is Box {
  return Array.isArray(value) && value.length === 4 && value.every((edge) => typeof edge === "number");
}
