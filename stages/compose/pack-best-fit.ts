/** Packing without needless cuts: whole documents share a row where they fit best, and only what is longer than a row is cut. */
import { z } from "zod";
import type { RowCells } from "../../pipeline/contracts/batch-builder.js";
import {
  defineTokenCompose,
  type EmitRow,
  type RowComposer,
  type RowDocument,
  type Vocabulary,
} from "../../pipeline/contracts/stage.js";
import { fixedList, list } from "./columns.js";
import { bestFitDecreasing } from "./pack/best-fit.js";
import { requirePadId } from "./pack/pad-id.js";
import { lossMaskParameter, padIdParameter, sequenceLengthParameter } from "./pack/row-parameters.js";
import { cutPieces, type Piece, promptedDocument } from "./pack/row-pieces.js";
import { tokenType } from "./token-type.js";

/**
 * The bookkeeping of a piece is counted as this many tokens, so that a window of tiny pieces takes no more memory than one of
 * long documents.
 */
const pieceCost = 32;

/** A row with more room than this share waits for later documents that may fill it. */
const openShare = 1 / 64;

const parameters = z.strictObject({
  "sequence-length": sequenceLengthParameter("a row"),
  "window-tokens": z
    .int()
    .min(1)
    .max(1 << 28)
    .default(1 << 24)
    .describe("tokens of documents that wait to be fitted together, 4 bytes each; more leave less padding"),
  "pad-id": padIdParameter("the rest of a row"),
  "loss-mask": lossMaskParameter,
});

type Params = z.output<typeof parameters>;

export const packBestFit = defineTokenCompose({
  name: "pack-best-fit",
  summary:
    "Fits whole documents into rows of sequence-length tokens, best fit first; cuts only documents longer than a row, pads the rest.",
  source:
    "Ding et al. 2024, Fewer Truncations Improve Language Modeling (best-fit decreasing); here in windows of bounded memory",
  parameters,
  reasons: { empty: "the document has no tokens" },
  cost: { memoryBytes: 128 << 20 },
  open: (params, _context, vocabulary) => bestFitComposer(params, vocabulary),
});

interface WaitingPiece extends Piece {
  /** Number of samples taken before the document of this piece. */
  readonly taken: number;
}

function bestFitComposer(params: Params, vocabulary: Vocabulary): RowComposer {
  requirePadId("pack-best-fit", params["pad-id"], vocabulary.size);
  const length = params["sequence-length"];
  const item = tokenType(vocabulary.size);
  const counts = { tokens: 0, "padding-tokens": 0, "dropped-tokens": 0, "cut-documents": 0 };
  let waiting: WaitingPiece[] = [];
  let held = 0;
  let taken = -1;

  /** @param keep tokens that may go on waiting in rows that are not full yet */
  const pack = (emit: EmitRow, keep: number): void => {
    const fitted = waiting;
    waiting = [];
    held = 0;
    const sizes = fitted.map(({ tokens }) => tokens.length);
    for (const bin of bestFitDecreasing(sizes, length)) {
      const pieces = bin.map((piece) => fitted[piece]!);
      const used = pieces.reduce((sum, { tokens }) => sum + tokens.length, 0);
      const cost = used + pieces.length * pieceCost;
      if (used > length - length * openShare || held + cost > keep) emit(rowOf(pieces), documentsOf(pieces));
      else {
        waiting.push(...pieces);
        held += cost;
      }
    }
  };

  const rowOf = (pieces: readonly Piece[]): RowCells => {
    const ids = new Uint32Array(length).fill(params["pad-id"]);
    const learned = new Uint8Array(length);
    const bounds = [0];
    let used = 0;
    for (const { tokens, prompt } of pieces) {
      ids.set(tokens, used);
      learned.fill(1, used + prompt, used + tokens.length);
      used += tokens.length;
      bounds.push(used);
    }
    if (used < length) bounds.push(length);
    counts.tokens += used;
    counts["padding-tokens"] += length - used;
    return params["loss-mask"] ? [ids, bounds, learned] : [ids, bounds];
  };

  return {
    columns: [
      fixedList("input_ids", item, length),
      list("cu_seqlens", "int32"),
      ...(params["loss-mask"] ? [fixedList("loss_mask", "uint8", length)] : []),
    ],
    facts: { "sequence-length": length, "token-type": item, "vocabulary-size": vocabulary.size },
    joins: true,
    take(sample, emit) {
      taken++;
      const document = promptedDocument(sample, vocabulary);
      if (document.tokens.length === 0) return "empty";
      for (const piece of cutPieces(document, length)) {
        waiting.push({ ...piece, taken });
        held += piece.tokens.length + pieceCost;
      }
      if (document.tokens.length > length) counts["cut-documents"]++;
      if (held >= params["window-tokens"]) pack(emit, params["window-tokens"] / 2);
      return undefined;
    },
    finish: (emit) => pack(emit, 0),
    counts: () => counts,
  };
}

/** The documents of a row, with the place in the row where each piece begins. */
function documentsOf(pieces: readonly WaitingPiece[]): RowDocument[] {
  let start = 0;
  return pieces.map(({ tokens, taken, offset }) => {
    const document = { start, taken, offset };
    start += tokens.length;
    return document;
  });
}
