/** One document a row, padded: to one length, or to the smallest of several so that a batch of short documents stays short. */
import { z } from "zod";
import { UserError } from "../../pipeline/contracts/errors.js";
import { type Column, type ListItem, rowRun } from "../../pipeline/contracts/rows.js";
import {
  defineTokenCompose,
  type EmitRow,
  type RowComposer,
  type Vocabulary,
} from "../../pipeline/contracts/stage.js";
import { fixedList, integer, list, text } from "./columns.js";
import { LengthRuns, type WaitingRow } from "./pack/length-runs.js";
import { requirePadId } from "./pack/pad-id.js";
import { lossMaskParameter, padIdParameter, sequenceLengthParameter } from "./pack/row-parameters.js";
import { cutPieces, promptedDocument } from "./pack/row-pieces.js";
import { tokenType } from "./token-type.js";

/** Tokens that may wait for their runs to fill, 4 bytes each. */
const mostWaiting = 1 << 25;

const parameters = z.strictObject({
  "sequence-length": sequenceLengthParameter("the longest row"),
  "length-buckets": z
    .array(z.int().min(1))
    .refine((lengths) => lengths.every((length, at) => at === 0 || length > lengths[at - 1]!), {
      message: "must ascend",
    })
    .default([])
    .describe(
      "lengths below sequence-length: a row is padded to the smallest that holds it, else to sequence-length; input_ids is then a " +
        "list as long as the column padded_length says",
    ),
  "bucket-rows": z
    .int()
    .min(1)
    .max(65_536)
    .default(64)
    .describe(
      "with length-buckets: rows of one padded length follow one another in runs of so many; a multiple of the trainer's batch. " +
        "A shuffle behind the stage moves whole runs",
    ),
  tail: z
    .enum(["keep", "drop"])
    .default("keep")
    .describe(
      "what happens to rows that fill no run when a split ends: `keep` leaves the last run of each length short; `drop` moves them up to " +
        "longer runs and leaves out the rest, fewer than bucket-rows a split, so that every run begins at a multiple of bucket-rows",
    ),
  "too-long": z
    .enum(["cut", "truncate", "drop"])
    .default("cut")
    .describe(
      "what happens to a document longer than sequence-length: it goes on in further rows, keeps its first row only, or is dropped",
    ),
  "pad-id": padIdParameter("the rest of a row"),
  "loss-mask": lossMaskParameter,
});

type Params = z.output<typeof parameters>;

export const pad = defineTokenCompose({
  name: "pad",
  summary:
    "Lays one document in a row and pads it, to sequence-length or to the smallest of length-buckets; the column length tells where padding begins.",
  source:
    "BERT (Devlin et al. 2019: padded rows); tensor2tensor's bucket_by_sequence_length and fairseq's batch_by_size (batches of one length)",
  parameters,
  reasons: { empty: "the document has no tokens", "too-long": "longer than a row" },
  cost: { memoryBytes: 4 * mostWaiting },
  open: (params, _context, vocabulary) => padComposer(params, vocabulary),
});

function padComposer(params: Params, vocabulary: Vocabulary): RowComposer {
  requirePadId("pad", params["pad-id"], vocabulary.size);
  const { "sequence-length": longest, "bucket-rows": bucketRows, "loss-mask": hasMask } = params;
  const lengths = lengthsOf(params);
  const hasBuckets = lengths.length > 1;
  const item = tokenType(vocabulary.size);
  const counts: Record<string, number> = {
    tokens: 0,
    "padding-tokens": 0,
    "cut-documents": 0,
    "cut-tokens": 0,
  };
  if (hasBuckets) {
    for (const length of lengths)
      Object.assign(counts, { [`rows-${length}`]: 0, [`padding-tokens-${length}`]: 0 });
    Object.assign(counts, { "left-out-rows": 0, "left-out-tokens": 0 });
  }
  const add = (name: string, by: number): void => {
    counts[name] = (counts[name] ?? 0) + by;
  };

  const write = (emit: EmitRow, length: number, run: number, row: WaitingRow): void => {
    const { id, tokens, prompt, taken, offset } = row;
    const ids = new Uint32Array(length).fill(params["pad-id"]);
    ids.set(tokens);
    const padding = length - tokens.length;
    add("tokens", tokens.length);
    add("padding-tokens", padding);
    if (hasBuckets) {
      add(`rows-${length}`, 1);
      add(`padding-tokens-${length}`, padding);
    }
    const mask = hasMask ? [new Uint8Array(length).fill(1, prompt, tokens.length)] : [];
    const bucket = hasBuckets ? [length, run] : [];
    emit([id, ids, ...mask, tokens.length, ...bucket], [{ start: 0, taken, offset }]);
  };

  const runs = new LengthRuns(lengths, hasBuckets ? bucketRows : 1);
  let taken = -1;
  return {
    columns: columnsOf(params, item, hasBuckets),
    facts: {
      "sequence-length": longest,
      ...(hasBuckets ? { "length-buckets": lengths.join(" "), "bucket-rows": bucketRows } : {}),
      "token-type": item,
      "vocabulary-size": vocabulary.size,
    },
    take(sample, emit) {
      taken++;
      const document = promptedDocument(sample, vocabulary);
      const { length } = document.tokens;
      if (length === 0) return "empty";
      if (length > longest) {
        if (params["too-long"] === "drop") return "too-long";
        add("cut-documents", 1);
      }
      for (const piece of cutPieces(document, longest)) {
        runs.add({ ...piece, id: sample.id, taken }, (padded, run, row) => write(emit, padded, run, row));
        if (params["too-long"] === "truncate") {
          add("cut-tokens", length - piece.tokens.length);
          break;
        }
      }
      return undefined;
    },
    finish(emit) {
      const leftOut = runs.finish(hasBuckets ? params.tail : "keep", (length, run, row) =>
        write(emit, length, run, row),
      );
      if (!hasBuckets) return;
      add("left-out-rows", leftOut.length);
      for (const { tokens } of leftOut) add("left-out-tokens", tokens.length);
    },
    counts: () => counts,
  };
}

/** All lengths that rows are padded to, ascending. */
function lengthsOf(params: Params): readonly number[] {
  const { "sequence-length": longest, "length-buckets": buckets, "bucket-rows": rows } = params;
  const last = buckets.at(-1) ?? 0;
  if (last > longest) {
    throw new UserError(
      "bad-length-buckets",
      `pad: the length bucket ${last} is longer than sequence-length ${longest}`,
      "Raise sequence-length, or leave the bucket out",
    );
  }
  const lengths = last === longest ? buckets : [...buckets, longest];
  const waiting = rows * lengths.reduce((sum, length) => sum + length, 0);
  if (lengths.length > 1 && waiting > mostWaiting) {
    throw new UserError(
      "bad-length-buckets",
      `pad: ${rows} rows of each length bucket are ${waiting} tokens, more than the ${mostWaiting} that may wait in memory`,
      "Lower bucket-rows, or name fewer buckets",
    );
  }
  return lengths;
}

function columnsOf(
  { "sequence-length": length, "loss-mask": hasMask }: Params,
  item: "uint16" | "int32",
  hasBuckets: boolean,
): readonly Column[] {
  const tokens = (name: string, type: ListItem): Column =>
    hasBuckets ? list(name, type) : fixedList(name, type, length);
  return [
    text("id"),
    tokens("input_ids", item),
    ...(hasMask ? [tokens("loss_mask", "uint8")] : []),
    integer("length"),
    ...(hasBuckets ? [integer("padded_length"), integer(rowRun)] : []),
  ];
}
