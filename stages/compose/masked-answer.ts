/** One text with a blank a row: mask tokens where the answer belongs, its tokens as labels, the options to choose from. */
import { z } from "zod";
import type { JsonValue } from "../../pipeline/contracts/sample.js";
import { defineTokenCompose, type RowComposer, type Vocabulary } from "../../pipeline/contracts/stage.js";
import { fixedList, integer, text } from "./columns.js";
import { ignoredLabel } from "./masking/ignored-label.js";
import { idFacts, specialTokens } from "./special-tokens.js";
import { tokenType } from "./token-type.js";

const parameters = z.strictObject({
  "sequence-length": z
    .int()
    .min(8)
    .max(65_536)
    .default(256)
    .describe("tokens of a row; what is far from the blank gives way in longer texts"),
  "answer-length": z.int().min(1).max(64).default(8).describe("tokens that the longest option may have"),
  options: z.int().min(2).max(1024).default(16).describe("options that a row has room for"),
});

type Params = z.output<typeof parameters>;

export const maskedAnswer = defineTokenCompose({
  name: "masked-answer",
  summary:
    "Lays a text with a blank in a row: [CLS], text, mask tokens at the blank, [SEP]; labels, options and the place of the blank beside it.",
  source: "Schick and Schütze 2021 (PET); THUDM/P-tuning (masked positions, candidates); FewCLUE baselines",
  parameters,
  reasons: {
    "no-options": "the record has no options or no blank (fill-blank makes them)",
    "too-many-options": "more options than a row has room for",
    "too-long": "an option has more tokens than answer-length, or leaves no room in a row",
  },
  cost: { memoryBytes: 4 << 20 },
  open: (params, _context, vocabulary) => maskedAnswerComposer(params, vocabulary),
});

function maskedAnswerComposer(params: Params, vocabulary: Vocabulary): RowComposer {
  const special = specialTokens(vocabulary, [
    ["[MASK]", "<mask>"],
    ["[CLS]", "<s>"],
    ["[SEP]", "</s>", "<|endoftext|>"],
    ["[PAD]", "<pad>", "<|endoftext|>"],
  ]);
  const { "sequence-length": length, "answer-length": width, options: room } = params;
  const item = tokenType(special.size);
  const counts = { tokens: 0, "cut-tokens": 0, "empty-tokens": 0 };
  return {
    columns: [
      text("id"),
      fixedList("input_ids", item, length),
      fixedList("labels", "int32", length),
      integer("mask_start"),
      integer("mask_length"),
      fixedList("option_ids", "int32", room * width),
      integer("options"),
      integer("answer"),
      integer("length"),
    ],
    facts: {
      "sequence-length": length,
      "answer-length": width,
      ...idFacts(special),
    },
    take({ id, meta }, emit) {
      const { prompt, rest, answer } = meta;
      const words = optionsOf(meta.options);
      if (typeof prompt !== "string" || typeof rest !== "string" || typeof answer !== "number")
        return "no-options";
      if (words.length > room) return "too-many-options";
      const options = words.map((word) => vocabulary.encode(word).slice());
      const right = options[answer];
      if (right === undefined || right.length === 0) return "no-options";
      // There are as many masks as the longest option has tokens. The number of tokens of the right option would give it away.
      const masks = Math.max(...options.map((option) => option.length));
      const free = length - masks - 2;
      if (masks > width || free < 0) return "too-long";

      const before = vocabulary.encode(prompt).slice();
      const behind = vocabulary.encode(rest).slice();
      const kept = sharesOf(before.length, behind.length, free);
      const row = new Int32Array(length).fill(special.ids["[PAD]"]);
      row[0] = special.ids["[CLS]"];
      row.set(before.subarray(before.length - kept.before), 1);
      const start = 1 + kept.before;
      row.fill(special.ids["[MASK]"], start, start + masks);
      row.set(behind.subarray(0, kept.behind), start + masks);
      const end = start + masks + kept.behind + 1;
      row[end - 1] = special.ids["[SEP]"];

      const labels = new Int32Array(length).fill(ignoredLabel);
      labels.set(right, start);
      const table = new Int32Array(room * width).fill(-1);
      options.forEach((option, index) => {
        table.set(option, index * width);
      });
      counts.tokens += end;
      counts["cut-tokens"] += before.length + behind.length - kept.before - kept.behind;
      counts["empty-tokens"] += length - end;
      emit([id, row, labels, start, masks, table, options.length, answer, end]);
      return undefined;
    },
    finish: () => undefined,
    counts: () => counts,
  };
}

/** Half of the room for each side of the blank; what one side does not need goes to the other. */
function sharesOf(before: number, behind: number, free: number): { before: number; behind: number } {
  const half = Math.floor(free / 2);
  const first = Math.min(before, Math.max(half, free - behind));
  return { before: first, behind: Math.min(behind, free - first) };
}

function optionsOf(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((word) => typeof word === "string") : [];
}
