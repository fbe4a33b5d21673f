/** Tokens of rows one behind the other, without any framing: what Megatron, nanotron and OLMo map into memory. */
import { UserError } from "../../pipeline/contracts/errors.js";
import type { Column, ColumnData, ListValues } from "../../pipeline/contracts/rows.js";
import type { ShardWriter } from "../../pipeline/contracts/stage.js";
import { ShardFile } from "./shard-file.js";

export interface TokenLayout {
  /** Place of the column of tokens. */
  readonly tokens: number;
  /** Place of `cu_seqlens`; -1 when there is none. */
  readonly spans: number;
  readonly item: "uint16" | "int32";
}

/**
 * Writes the tokens and tells the length of each sequence: of each span of `cu_seqlens`, or else of each row.
 *
 * @param index bytes of the index beside the tokens, asked when all lengths were told
 */
export function rawTokenWriter(
  path: string,
  { tokens, spans }: TokenLayout,
  sequence: (length: number) => void,
  index: () => Iterable<Uint8Array>,
): ShardWriter {
  const file = new ShardFile(path);
  return {
    write: (batch) => {
      const ids = listsOf(batch.columns[tokens]);
      file.write(new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength));
      const lengths =
        spans < 0 ? rowLengths(batch.columns[tokens], batch.rows) : spanLengths(batch.columns[spans]);
      for (const length of lengths) sequence(length);
      return Promise.resolve();
    },
    finish: async () => file.close(),
    index,
    abort: async () => file.close(),
  };
}

/** Everything in the rows must have a place in the layout: nothing is left out silently. */
export function tokenLayout(stage: string, columns: readonly Column[]): TokenLayout {
  const tokens = columns.findIndex(({ name }) => name === "input_ids");
  const spans = columns.findIndex(({ name }) => name === "cu_seqlens");
  const type = columns[tokens]?.type;
  const others = columns.filter((_, at) => at !== tokens && at !== spans).map(({ name }) => name);
  const isList = type?.kind === "fixed-list" || (type?.kind === "list" && spans < 0);
  if (!isList || others.length > 0 || (type.item !== "uint16" && type.item !== "int32")) {
    throw new UserError(
      "tokens-only",
      `${stage} holds tokens and the bounds of documents only, but the rows have ${columns.map(({ name }) => name).join(", ")}`,
      "Put `pack` without a loss mask before it, or write such rows with write-arrow",
    );
  }
  return { tokens, spans, item: type.item };
}

function listsOf(data: ColumnData | undefined): ListValues {
  if (data?.kind === "fixed-list" || data?.kind === "list") return data.values;
  throw new Error("the batch has no tokens");
}

/** Lengths of the rows of a column of tokens. */
function* rowLengths(data: ColumnData | undefined, rows: number): Generator<number> {
  for (let row = 0; row < rows; row++)
    yield data?.kind === "list" ? data.offsets[row + 1]! - data.offsets[row]! : listsOf(data).length / rows;
}

/** Lengths of the spans between the bounds of `cu_seqlens`. */
function* spanLengths(data: ColumnData | undefined): Generator<number> {
  if (data?.kind !== "list") throw new Error("the batch has no bounds of sequences");
  const { offsets, values } = data;
  for (let row = 0; row + 1 < offsets.length; row++) {
    for (let at = offsets[row]! + 1; at < offsets[row + 1]!; at++) yield values[at]! - values[at - 1]!;
  }
}
