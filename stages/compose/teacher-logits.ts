/** Tokens with what a teacher model said at each of them: its k likeliest next tokens and their logits, aligned. */
import { z } from "zod";
import type { JsonValue } from "../../pipeline/contracts/sample.js";
import { defineTokenCompose, type RowComposer, type Vocabulary } from "../../pipeline/contracts/stage.js";
import { fixedList, integer, text } from "./columns.js";
import { idFacts, specialTokens } from "./special-tokens.js";
import { tokenType } from "./token-type.js";

const parameters = z.strictObject({
  "sequence-length": z.int().min(2).max(65_536).default(512).describe("tokens of a row"),
  k: z.int().min(1).max(256).default(8).describe("tokens that the teacher tells at each place"),
  ids: z
    .string()
    .default("topk_ids")
    .describe("field of the record: for each token of the text a list of k token ids"),
  logits: z
    .string()
    .default("topk_logits")
    .describe("field of the record: a list of k logits in the same order"),
});

type Params = z.output<typeof parameters>;

/** The largest number that float16 holds. */
const largest = 65_504;

export const teacherLogits = defineTokenCompose({
  name: "teacher-logits",
  summary:
    "Lays each text in rows of its own, with a teacher's top-k token ids and logits beside every token.",
  source:
    "Qin et al. 2022, Knowledge Inheritance for Pre-trained Language Models (top-k logits kept on disk)",
  parameters,
  reasons: {
    empty: "there are no tokens",
    "no-teacher": "the record has no lists of ids and logits",
    misaligned: "not one entry a token: the teacher read another text or had another tokenizer",
    "wrong-entry": "an entry without k ids of the vocabulary and k logits that float16 holds",
  },
  cost: { memoryBytes: 16 << 20 },
  open: (params, _context, vocabulary) => teacherComposer(params, vocabulary),
});

function teacherComposer(params: Params, vocabulary: Vocabulary): RowComposer {
  const special = specialTokens(vocabulary, [["<pad>", "[PAD]", "<|endoftext|>"]]);
  const { "sequence-length": length, k } = params;
  const item = tokenType(special.size);
  const counts = { tokens: 0, "empty-tokens": 0 };
  return {
    columns: [
      text("id"),
      fixedList("input_ids", item, length),
      // Each row is a table [length, k], stored token by token.
      fixedList("topk_ids", "int32", length * k),
      fixedList("topk_logits", "float16", length * k),
      fixedList("teacher_mask", "uint8", length),
      integer("start"),
      integer("length"),
    ],
    facts: {
      "sequence-length": length,
      k,
      ...idFacts(special),
    },
    take({ id, tokens, meta }, emit) {
      if (tokens === undefined || tokens.length === 0) return "empty";
      const ids = listOf(meta[params.ids]);
      const logits = listOf(meta[params.logits]);
      if (ids === undefined || logits === undefined) return "no-teacher";
      if (ids.length !== tokens.length || logits.length !== tokens.length) return "misaligned";
      const allIds = table(
        ids,
        k,
        (value) => Number.isInteger(value) && value >= 0 && value < vocabulary.size,
      );
      const allLogits = table(logits, k, (value) => Math.abs(value) <= largest);
      if (allIds === undefined || allLogits === undefined) return "wrong-entry";
      for (let start = 0; start < tokens.length; start += length) {
        const used = Math.min(length, tokens.length - start);
        const row = new Int32Array(length).fill(special.ids["<pad>"]);
        row.set(tokens.subarray(start, start + used));
        // Padding has id 0 and logit 0, so that a gather by these ids stays inside the vocabulary; the mask leaves it out.
        const rowIds = new Float64Array(length * k);
        const rowLogits = new Float64Array(length * k);
        rowIds.set(allIds.subarray(start * k, (start + used) * k));
        rowLogits.set(allLogits.subarray(start * k, (start + used) * k));
        counts.tokens += used;
        counts["empty-tokens"] += length - used;
        emit([id, row, rowIds, rowLogits, new Uint8Array(length).fill(1, 0, used), start, used]);
      }
      return undefined;
    },
    finish: () => undefined,
    counts: () => counts,
  };
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] | undefined {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : undefined;
}

/** Lists of k numbers, one behind the other; undefined when one has another length or holds what is not sound. */
function table(
  lists: readonly JsonValue[],
  k: number,
  isSound: (value: number) => boolean,
): Float64Array | undefined {
  const values = new Float64Array(lists.length * k);
  for (const [at, entry] of lists.entries()) {
    if (!Array.isArray(entry) || entry.length !== k) return undefined;
    for (const [place, value] of (entry as readonly JsonValue[]).entries()) {
      if (typeof value !== "number" || !isSound(value)) return undefined;
      values[at * k + place] = value;
    }
  }
  return values;
}
