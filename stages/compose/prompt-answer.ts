/** One record a row: prompt and answer, padded, the answer learned; also plain documents, one a row. */
import { z } from "zod";
import { defineTokenCompose, type RowComposer, type Vocabulary } from "../../pipeline/contracts/stage.js";
import { fixedList, integer, text } from "./columns.js";
import { idFacts, specialTokens } from "./special-tokens.js";
import { tokenType } from "./token-type.js";

const parameters = z.strictObject({
  "sequence-length": z.int().min(2).max(1_048_576).default(512).describe("tokens of a row"),
  "too-long": z
    .enum(["cut-prompt", "cut-answer", "drop"])
    .default("cut-prompt")
    .describe(
      "what gives way in a record longer than a row: the front of its prompt, the end of its answer, or the record",
    ),
  "begin-token": z.boolean().default(false).describe("put the begin token (<s>, [CLS]) before the prompt"),
});

type Params = z.output<typeof parameters>;

export const promptAnswer = defineTokenCompose({
  name: "prompt-answer",
  summary:
    "Lays one record in a row, prompt and answer padded to one length, with a loss mask over the answer.",
  source:
    "THUDM/P-tuning and iPrompt (prompt, answer); Chinese-Transformer-XL fine-tuning records {prompt, text}",
  parameters,
  reasons: { empty: "there is no answer", "too-long": "longer than a row" },
  cost: { memoryBytes: 4 << 20 },
  open: (params, _context, vocabulary) => promptAnswerComposer(params, vocabulary),
});

function promptAnswerComposer(params: Params, vocabulary: Vocabulary): RowComposer {
  const special = specialTokens(vocabulary, [
    ["<pad>", "[PAD]", "<|endoftext|>"],
    ...(params["begin-token"] ? [["<s>", "[CLS]"] as const] : []),
  ]);
  const length = params["sequence-length"];
  const begin = params["begin-token"] ? [special.ids["<s>"]] : [];
  const item = tokenType(special.size);
  const counts = { tokens: 0, "answer-tokens": 0, "cut-tokens": 0, "empty-tokens": 0 };
  return {
    columns: [
      text("id"),
      fixedList("input_ids", item, length),
      fixedList("loss_mask", "uint8", length),
      integer("prompt_length"),
      integer("length"),
    ],
    facts: {
      "sequence-length": length,
      ...idFacts(special),
    },
    take({ id, tokens, meta }, emit) {
      if (tokens === undefined || tokens.length === 0) return "empty";
      let answer = tokens.slice();
      let prompt: number[] =
        typeof meta.prompt === "string" ? Array.from(vocabulary.encode(meta.prompt)) : [];
      const over = begin.length + prompt.length + answer.length - length;
      if (over > 0) {
        if (params["too-long"] === "drop") return "too-long";
        if (params["too-long"] === "cut-prompt") prompt = prompt.slice(over);
        answer = answer.subarray(0, Math.max(1, length - begin.length - prompt.length));
        prompt = prompt.slice(Math.max(0, begin.length + prompt.length + answer.length - length));
        counts["cut-tokens"] += over;
      }
      const row = new Int32Array(length).fill(special.ids["<pad>"]);
      const start = begin.length + prompt.length;
      row.set(begin);
      row.set(prompt, begin.length);
      row.set(answer, start);
      const end = start + answer.length;
      counts.tokens += end;
      counts["answer-tokens"] += answer.length;
      counts["empty-tokens"] += length - end;
      emit([id, row, new Uint8Array(length).fill(1, start, end), start, end]);
      return undefined;
    },
    finish: () => undefined,
    counts: () => counts,
  };
}
