/** Transformer-XL: rows laid so that each lane of a batch goes on, step after step, where its memory stands. */
import { z } from "zod";
import type { Column, RowBatch } from "../../pipeline/contracts/rows.js";
import { type Composer, defineCompose, type TokenStream } from "../../pipeline/contracts/stage.js";
import { fixedList, integer, list } from "./columns.js";
import { tokenType } from "./token-type.js";

const parameters = z.strictObject({
  "sequence-length": z.int().min(2).max(65_536).default(512).describe("tokens of a row (a segment)"),
  memory: z
    .int()
    .min(0)
    .max(65_536)
    .default(256)
    .describe("tokens of memory that the model keeps from the steps before"),
  lanes: z
    .int()
    .min(1)
    .max(1_048_576)
    .default(8)
    .describe("rows of a global batch: row b of step t + 1 goes on where row b of step t ends"),
});

type Params = z.output<typeof parameters>;

/** Rows that are read at once: they lie in different places of the stream. */
const rowsPerBatch = 256;

export const recurrenceLanes = defineCompose({
  name: "recurrence-lanes",
  summary:
    "Lays long documents in lanes for models with recurrence memory: text, shifted target, loss mask without prompts, and how much memory a row may see.",
  source:
    "Dai et al. 2019 (Transformer-XL); THUDM/Chinese-Transformer-XL: segments of 512, memory 256, row b of step t reads window t + b * floor(N / B)",
  parameters,
  inOrder: true,
  cost: { memoryBytes: 16 << 20 },
  open: (params): Composer => ({
    plan: ({ tokens, vocabularySize }) => {
      const length = params["sequence-length"];
      const steps = stepsOf(tokens, params);
      const item = tokenType(vocabularySize);
      return {
        columns: columnsOf(item, length),
        rows: steps * params.lanes,
        rowBytes: length * (item === "uint16" ? 5 : 9) + 24,
        rowStart: (row) => startOf(row, steps, params),
        rowTokens: length,
        facts: {
          "sequence-length": length,
          memory: params.memory,
          lanes: params.lanes,
          steps,
          "token-type": item,
          "vocabulary-size": vocabularySize,
          "left-out-tokens": Math.max(0, tokens - steps * params.lanes * length),
        },
      };
    },
    rows: (stream, from, to) => laneRows(stream, from, to, params),
  }),
});

/** Windows that every lane has, none of an empty corpus: a target needs one token more than its text. */
function stepsOf(tokens: number, params: Params): number {
  return Math.floor(Math.floor(Math.max(0, tokens - 1) / params["sequence-length"]) / params.lanes);
}

/** Lane b begins b * steps windows into the stream. */
function startOf(row: number, steps: number, { lanes, "sequence-length": length }: Params): number {
  return (Math.floor(row / lanes) + (row % lanes) * steps) * length;
}

function columnsOf(item: "uint16" | "int32", length: number): readonly Column[] {
  return [
    fixedList("text", item, length),
    fixedList("target", item, length),
    fixedList("loss_mask", "uint8", length),
    integer("memory"),
    list("cu_seqlens", "int32"),
  ];
}

async function* laneRows(
  stream: TokenStream,
  from: number,
  to: number,
  params: Params,
): AsyncIterable<RowBatch> {
  const length = params["sequence-length"];
  const steps = stepsOf(stream.tokens, params);
  const Values = tokenType(stream.vocabularySize) === "uint16" ? Uint16Array : Int32Array;
  const window = new Uint32Array(length + 1);
  for (let first = from; first < to; first += rowsPerBatch) {
    const rows = Math.min(rowsPerBatch, to - first);
    const text = new Values(rows * length);
    const target = new Values(rows * length);
    const loss = new Uint8Array(rows * length).fill(1);
    const memory: number[] = [];
    const bounds: number[] = [];
    const offsets = new Int32Array(rows + 1);
    for (let row = 0; row < rows; row++) {
      const start = startOf(first + row, steps, params);
      // Documents that begin within the memory close what lies before them.
      const reach = Math.max(0, start - params.memory);
      const before = await stream.read(reach, start, new Uint32Array(start - reach));
      memory.push(start - Math.max(reach, before.at(-1) ?? 0));
      const starts = (await stream.read(start, start + length + 1, window)).map((at) => at - start);
      if (starts[0] === 0) memory[row] = 0;
      text.set(window.subarray(0, length), row * length);
      target.set(window.subarray(1), row * length);
      const losses = loss.subarray(row * length, (row + 1) * length);
      // No loss where a document ends, since its end does not predict the next document, and none on prompts.
      for (const at of starts) if (at > 0) losses[at - 1] = 0;
      for (const [promptStart, promptEnd] of stream.prompts(start, start + length + 1))
        losses.fill(0, Math.max(promptStart - start - 1, 0), Math.max(promptEnd - start - 1, 0));
      bounds.push(0, ...starts.filter((at) => at > 0 && at < length), length);
      offsets[row + 1] = bounds.length;
    }
    yield {
      rows,
      columns: [
        { kind: "fixed-list", values: text },
        { kind: "fixed-list", values: target },
        { kind: "fixed-list", values: loss },
        { kind: "number", values: memory },
        { kind: "list", offsets, values: Int32Array.from(bounds) },
      ],
    };
  }
}
