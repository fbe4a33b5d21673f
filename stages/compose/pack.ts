/** Packing: the token stream of the whole corpus, cut into rows of one length, with the document boundaries kept. */
import { z } from "zod";
import type { Column, ColumnData, RowBatch } from "../../pipeline/contracts/rows.js";
import { type Composer, defineCompose, type TokenStream } from "../../pipeline/contracts/stage.js";
import { fixedList, list } from "./columns.js";
import { requirePadId } from "./pack/pad-id.js";
import { lossMaskParameter, padIdParameter, sequenceLengthParameter } from "./pack/row-parameters.js";
import { tokenType } from "./token-type.js";

/** Token bytes of a record batch; bounds what a writer and a reader hold at once. */
const batchBytes = 4 << 20;

const parameters = z.strictObject({
  "sequence-length": sequenceLengthParameter("a row"),
  tail: z
    .enum(["pad", "drop"])
    .default("pad")
    .describe("what happens to the last, incomplete row of the corpus: filled with pad-id, or left out"),
  "pad-id": padIdParameter("the last row"),
  "loss-mask": lossMaskParameter,
});

type Params = z.output<typeof parameters>;

export const pack = defineCompose({
  name: "pack",
  summary:
    "Concatenates all documents in order and cuts rows of exactly sequence-length tokens; cu_seqlens keeps the document boundaries. " +
    "pack-best-fit cuts no document that fits, pad lays one document in a row.",
  source:
    "GPT-3 (Brown et al. 2020, section 2.3: documents packed to the full context); cu_seqlens as FlashAttention's variable-length kernels take them",
  parameters,
  cost: { memoryBytes: 3 * batchBytes },
  open: (params): Composer => {
    const length = params["sequence-length"];
    const rowsOf = (tokens: number): number =>
      params.tail === "pad" ? Math.ceil(tokens / length) : Math.floor(tokens / length);
    return {
      plan: ({ tokens, vocabularySize }) => {
        const rows = rowsOf(tokens);
        const item = tokenType(vocabularySize);
        return {
          columns: columnsOf(item, length, params["loss-mask"]),
          rows,
          rowBytes: length * ((item === "uint16" ? 2 : 4) + (params["loss-mask"] ? 1 : 0)),
          rowStart: (row) => row * length,
          rowTokens: length,
          facts: {
            "sequence-length": length,
            "token-type": item,
            "vocabulary-size": vocabularySize,
            "padding-tokens": Math.max(0, rows * length - tokens),
            "dropped-tokens": Math.max(0, tokens - rows * length),
          },
        };
      },
      rows: (stream, from, to) => {
        requirePadId("pack", params["pad-id"], stream.vocabularySize);
        return packedRows(stream, from, to, params);
      },
    };
  },
});

function columnsOf(item: "uint16" | "int32", length: number, lossMask: boolean): readonly Column[] {
  return [
    fixedList("input_ids", item, length),
    list("cu_seqlens", "int32"),
    ...(lossMask ? [fixedList("loss_mask", "uint8", length)] : []),
  ];
}

async function* packedRows(
  stream: TokenStream,
  from: number,
  to: number,
  { "sequence-length": length, "pad-id": padId, "loss-mask": lossMask }: Params,
): AsyncIterable<RowBatch> {
  const Ids = tokenType(stream.vocabularySize) === "uint16" ? Uint16Array : Int32Array;
  const rowsPerBatch = Math.max(1, Math.floor(batchBytes / (length * 4)));
  // The same buffer is lent to each batch in turn, since memory outside of V8's heap is freed only by costly collections.
  const lent = new Ids(Math.min(rowsPerBatch, to - from) * length);
  for (let first = from; first < to; first += rowsPerBatch) {
    const rows = Math.min(rowsPerBatch, to - first);
    const start = first * length;
    const end = Math.min((first + rows) * length, stream.tokens);
    const ids = lent.subarray(0, rows * length);
    const documentStarts = await stream.read(start, end, ids);
    ids.fill(padId, end - start);
    yield {
      rows,
      columns: [
        { kind: "fixed-list", values: ids },
        boundaries(documentStarts, start, end, rows, length),
        ...(lossMask ? [learned(stream, start, end, rows * length)] : []),
      ],
    };
  }
}

/** 1 on tokens [start, end) of the stream but on prompts, 0 behind them. */
function learned(stream: TokenStream, start: number, end: number, places: number): ColumnData {
  const values = new Uint8Array(places).fill(1, 0, end - start);
  for (const [from, to] of stream.prompts(start, end))
    values.fill(0, Math.max(from - start, 0), Math.min(to, end) - start);
  return { kind: "fixed-list", values };
}

/**
 * Offsets of the sequences within each row: 0, every document start inside, the end of the tokens when padding
 * follows, and the row's length.
 */
function boundaries(
  documentStarts: readonly number[],
  start: number,
  end: number,
  rows: number,
  length: number,
): { readonly kind: "list"; readonly offsets: Int32Array; readonly values: Int32Array } {
  const offsets = new Int32Array(rows + 1);
  const values: number[] = [];
  let next = 0;
  for (let row = 0; row < rows; row++) {
    const rowStart = start + row * length;
    const rowEnd = rowStart + length;
    values.push(0);
    for (; next < documentStarts.length; next++) {
      const position = documentStarts[next] ?? 0;
      if (position >= rowEnd) break;
      // An empty document starts where its neighbour does: no sequence of its own.
      if (position - rowStart !== values.at(-1)) values.push(position - rowStart);
    }
    if (end < rowEnd) values.push(end - rowStart);
    values.push(length);
    offsets[row + 1] = values.length;
  }
  return { kind: "list", offsets, values: Int32Array.from(values) };
}
