/** Runs a row composer over samples in memory. */
import type { RowCells } from "../../../pipeline/contracts/batch-builder.js";
import { BatchBuilder } from "../../../pipeline/contracts/batch-builder.js";
import { makeSample, type Sample } from "../../../pipeline/contracts/sample.js";
import type {
  RowComposer,
  RowComposeStage,
  RowDocument,
  Vocabulary,
} from "../../../pipeline/contracts/stage.js";
import { rowsOf } from "../../../pipeline/dataset/row-batches.js";

export interface Composed {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** What the composer told of the documents of each row. */
  readonly origins: readonly (readonly RowDocument[] | undefined)[];
  readonly dropped: readonly (string | undefined)[];
  readonly composer: RowComposer;
}

/** @param samples texts, or fields of samples; tokens are the text's own in the vocabulary */
export async function composeRows(
  stage: RowComposeStage,
  params: object,
  vocabulary: Vocabulary,
  samples: readonly (string | Partial<Sample>)[],
  seed = 0,
): Promise<Composed> {
  const composer = await stage.open(stage.parameters.parse(params), { baseDir: ".", seed }, vocabulary);
  const builder = new BatchBuilder(composer.columns);
  const origins: (readonly RowDocument[] | undefined)[] = [];
  const emit = (cells: RowCells, documents?: readonly RowDocument[]): void => {
    builder.add(cells);
    origins.push(documents);
  };
  const dropped = samples.map((each, index) => {
    const fields = typeof each === "string" ? { text: each } : each;
    const text = fields.text ?? "";
    const tokens = fields.tokens ?? vocabulary.encode(text).slice();
    return composer.take(
      makeSample({ id: `s${index}`, source: "t", origin: "o", ...fields, text, tokens }),
      emit,
    );
  });
  composer.finish(emit);
  return { rows: [...rowsOf(builder.take(), composer.columns)], origins, dropped, composer };
}

/** The same over documents that are tokens already, with what was counted. */
export async function composeTokens(
  stage: RowComposeStage,
  params: object,
  vocabulary: Vocabulary,
  documents: readonly Uint32Array[],
) {
  const samples = documents.map((tokens) => ({ tokens }));
  const { composer, ...composed } = await composeRows(stage, params, vocabulary, samples);
  return { ...composed, counts: composer.counts?.() ?? {} };
}

/** Documents of tokens that are all different and never 0, so that every one can be found again. */
export function numbered(lengths: readonly number[]): Uint32Array[] {
  let next = 1;
  return lengths.map((length) => Uint32Array.from({ length }, () => next++));
}
