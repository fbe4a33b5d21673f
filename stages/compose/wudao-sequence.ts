/** Texts as GLM's rows and pictures as CogView's, in one id space and of one length, so that both can be mixed in one stream. */
import { z } from "zod";
import {
  defineTokenCompose,
  type EmitRow,
  type RowComposer,
  type StageContext,
  type Vocabulary,
} from "../../pipeline/contracts/stage.js";
import { commandTokens, endOfTextFact } from "./cogview/command-tokens.js";
import { cogviewComposer, cogviewParameters } from "./cogview/composer.js";
import { glmColumns } from "./glm/columns.js";
import { glmComposer, glmParameters } from "./glm/composer.js";
import { tokenType } from "./token-type.js";
import { pictureCells, textCells } from "./wudao/joint-rows.js";
import { behindImageCodes } from "./wudao/joint-vocabulary.js";

const parameters = z.strictObject({
  ...glmParameters.shape,
  ...cogviewParameters.shape,
  "sequence-length": glmParameters.shape["sequence-length"]
    .default(836)
    .describe(
      "tokens of a text before blanking; 836 make rows of 1,088, as long as a picture of 32 x 32 codes with its text",
    ),
});

type Params = z.output<typeof parameters>;

export const wudaoSequence = defineTokenCompose({
  name: "wudao-sequence",
  summary:
    "Makes GLM's rows of texts and CogView's rows of records with image codes, in one id space and one length, to be mixed by weights.",
  source:
    "Wu Dao 2.0 (1.75 trillion parameters): text and image-text in one model; rows as THUDM/GLM and THUDM/CogView make them. How they shared " +
    "ids and lengths was not published: image codes first, then text, CogView's commands, GLM's own",
  parameters,
  reasons: {
    empty: "the text has no tokens",
    "no-codes": "the record brings no patches for super-resolution",
    "too-long": "the text beside a picture is longer than `max-text`",
  },
  cost: { memoryBytes: 24 << 20 },
  open: jointComposer,
});

function jointComposer(params: Params, context: StageContext, vocabulary: Vocabulary): RowComposer {
  const joint = behindImageCodes(vocabulary);
  const texts = glmComposer(glmParameters.strip().parse(params), context, joint.vocabulary);
  const pictures = cogviewComposer(cogviewParameters.strip().parse(params), vocabulary);
  const size = Number(texts.facts["vocabulary-size"]);
  // The last token of a picture's row is a target only, never an input.
  const length = Math.max(Number(texts.facts["row-length"]), Number(pictures.facts["sequence-length"]) - 1);
  const pad = commandTokens(vocabulary.size).id("[PAD]");
  const item = tokenType(size);
  let tokens = 0;
  let taken = -1;
  // For each text, the number of samples taken before it. GLM's composer cannot count them, since it does not see the pictures.
  const takenOf: number[] = [];
  const emitText =
    (emit: EmitRow): EmitRow =>
    (cells, documents) => {
      const row = textCells(cells, length, pad);
      tokens += row.used;
      emit(
        row.cells,
        documents?.map((document) => ({ ...document, taken: takenOf[document.taken] ?? 0 })),
      );
    };
  return {
    columns: glmColumns(item, length),
    facts: {
      layout: params.layout,
      "sequence-length": params["sequence-length"],
      "row-length": length,
      "image-codes": pictures.facts["image-codes"] ?? 0,
      "token-type": item,
      "vocabulary-size": size,
      "special-tokens": joint.listing(
        String(pictures.facts["special-tokens"]),
        String(texts.facts["special-tokens"]),
      ),
      ...endOfTextFact(vocabulary),
    },
    joins: true,
    take(sample, emit) {
      taken++;
      const isPicture =
        sample.arrays[params.codes] !== undefined || (sample.meta[params.codes] ?? null) !== null;
      if (isPicture)
        return pictures.take(sample, (cells) => {
          const row = pictureCells(cells, length, pad, params.layout);
          tokens += row.used;
          emit(row.cells, [{ start: 0, taken, offset: 0 }]);
        });
      takenOf.push(taken);
      return texts.take({ ...sample, tokens: joint.shift(sample.tokens) }, emitText(emit));
    },
    finish: (emit) => texts.finish(emitText(emit)),
    counts: () => {
      const { tokens: _text, ...ofTexts } = texts.counts?.() ?? {};
      const { tokens: _picture, "empty-tokens": _empty, ...ofPictures } = pictures.counts?.() ?? {};
      return { ...ofTexts, ...ofPictures, tokens };
    },
  };
}
