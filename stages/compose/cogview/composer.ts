/** Puts text tokens and image codes together in the layouts of CogView's three tasks. */
import { z } from "zod";
import type { Sample } from "../../../pipeline/contracts/sample.js";
import type { RowComposer, Vocabulary } from "../../../pipeline/contracts/stage.js";
import { fixedList, integer, text } from "../columns.js";
import { idFacts } from "../special-tokens.js";
import { tokenType } from "../token-type.js";
import {
  type CommandTokens,
  commandTokens,
  endOfTextFact,
  imageCodes,
  sizeTokens,
} from "./command-tokens.js";
import { codesOf, patchesOf } from "./supplied-codes.js";

export const cogviewParameters = z.strictObject({
  layout: z
    .enum(["text-to-image", "image-to-text", "super-resolution"])
    .default("text-to-image")
    .describe(
      "text-to-image: [ROI1] text [BASE] [BOI1] codes [EOI1]; image-to-text: [BASE] [BOI1] codes [EOI1] [ROI1] text; " +
        "super-resolution: text-to-image, then [ROI2] [POSi] [BASE] [BOI2] codes [EOI2] for a patch of the larger picture, one row a patch",
    ),
  side: z
    .literal([8, 16, 32, 64])
    .default(32)
    .describe("Side of the square of codes of a picture; it also chooses [TINY], [SMALL], [BASE] or [BIG]."),
  "max-text": z
    .int()
    .min(1)
    .max(4096)
    .default(61)
    .describe("Tokens of the text at most; 61 are what CogView's 1,089 positions leave beside 1,024 codes."),
  "too-long": z
    .enum(["cut", "drop"])
    .default("cut")
    .describe("What gives way where the text is longer: its end, or the record. The picture is never cut."),
  codes: z
    .string()
    .default("codes")
    .describe("Array or field that holds the image codes, 0 to 8,191, by rows."),
  patches: z
    .string()
    .default("patches")
    .describe(
      "Field that holds the patches for super-resolution: a list of {position, codes}, position 0 to 8 by rows.",
    ),
});

type Params = z.output<typeof cogviewParameters>;

export function cogviewComposer(params: Params, vocabulary: Vocabulary): RowComposer {
  const commands = commandTokens(vocabulary.size);
  const parts = new Parts(commands, params.side);
  const { layout, "max-text": maxText } = params;
  const area = params.side ** 2;
  const isEnlarging = layout === "super-resolution";
  // [ROI1] text, [BASE] [BOI1] codes [EOI1], [ROI2] [POSi] [BASE] [BOI2] codes [EOI2].
  const length = 1 + maxText + (3 + area) + (isEnlarging ? 5 + area : 0);
  const item = tokenType(commands.size);
  const counts = { tokens: 0, "text-tokens": 0, "cut-tokens": 0, "empty-tokens": 0 };
  return {
    columns: [
      text("id"),
      fixedList("text", item, length),
      fixedList("loss_mask", "uint8", length),
      integer("length"),
    ],
    facts: {
      layout,
      "sequence-length": length,
      "image-codes": imageCodes,
      ...idFacts(commands),
      ...endOfTextFact(vocabulary),
    },
    take(sample, emit) {
      const { id, tokens } = sample;
      if (tokens === undefined || tokens.length === 0) return "empty";
      if (tokens.length > maxText && params["too-long"] === "drop") return "too-long";
      const sequences = sequencesOf(sample, tokens.subarray(0, maxText), params, parts);
      if (sequences.length === 0) return "no-codes";
      for (const sequence of sequences) {
        const row = new Int32Array(length).fill(commands.id("[PAD]"));
        row.set(sequence);
        counts.tokens += sequence.length;
        counts["text-tokens"] += Math.min(tokens.length, maxText);
        counts["empty-tokens"] += length - sequence.length;
        emit([id, row, new Uint8Array(length).fill(1, 0, sequence.length), sequence.length]);
      }
      counts["cut-tokens"] += Math.max(0, tokens.length - maxText);
      return undefined;
    },
    finish: () => undefined,
    counts: () => counts,
  };
}

/** The rows of a record without their padding. */
function sequencesOf(sample: Sample, tokens: Uint32Array, params: Params, parts: Parts): readonly number[][] {
  const area = params.side ** 2;
  const codes = codesOf(sample, params.codes, area);
  if (codes === undefined) return [];
  const text = parts.text(tokens);
  const picture = parts.picture(codes, 1);
  switch (params.layout) {
    case "text-to-image":
      return [[...text, ...picture]];
    case "image-to-text":
      return [[...picture, ...text]];
    case "super-resolution":
      return patchesOf(sample, params.patches, area).map((patch) => [
        ...text,
        ...picture,
        ...parts.place(patch.position),
        ...parts.picture(patch.codes, 2),
      ]);
  }
}

/** What layouts are put together from. */
class Parts {
  constructor(
    private readonly commands: CommandTokens,
    private readonly side: Params["side"],
  ) {}

  text(tokens: Uint32Array): readonly number[] {
    return [this.commands.id("[ROI1]"), ...Array.from(tokens, (token) => token + imageCodes)];
  }

  picture(codes: Int32Array, region: 1 | 2): readonly number[] {
    const { commands, side } = this;
    return [
      commands.id(sizeTokens[side]),
      commands.id(`[BOI${region}]`),
      ...codes,
      commands.id(`[EOI${region}]`),
    ];
  }

  /** Where in the larger picture the patch that follows lies. */
  place(position: number): readonly number[] {
    return [this.commands.id("[ROI2]"), this.commands.id(`[POS${position}]`)];
  }
}
