/** Masked language modelling: documents joined to rows behind [CLS], 15 % of the tokens to be found again. */
import { z } from "zod";
import type { RowCells } from "../../pipeline/contracts/batch-builder.js";
import {
  defineTokenCompose,
  type RowComposer,
  type StageContext,
  type Vocabulary,
} from "../../pipeline/contracts/stage.js";
import { fixedList, list } from "./columns.js";
import { DocumentBuffer } from "./masking/document-buffer.js";
import { ignoredLabel } from "./masking/ignored-label.js";
import { Masker } from "./masking/masker.js";
import { SeededRandom } from "./seeded-random.js";
import { idFacts, specialTokens } from "./special-tokens.js";
import { tokenType } from "./token-type.js";

const share = z.number().min(0).max(1);

const parameters = z.strictObject({
  "sequence-length": z.int().min(8).max(1_048_576).default(512).describe("tokens of a row"),
  join: z
    .enum(["fill", "continue", "whole"])
    .default("continue")
    .describe(
      "the document that does not fit: `fill` cuts it and leaves the rest out, `continue` goes on with it in the next row, `whole` puts it whole into the next row and cuts only what is longer than a row",
    ),
  slack: z
    .int()
    .min(0)
    .default(0)
    .describe(
      "tokens that may stay empty at the end of a row before another document is appended (Lawformer: 50)",
    ),
  "trim-tail": z
    .int()
    .min(0)
    .default(0)
    .describe(
      "a document is cut behind the last [SEP] among its last tokens, this many (Lawformer: 52); 0 not at all",
    ),
  "shuffle-tokens": z
    .int()
    .min(0)
    .default(0)
    .describe(
      "tokens of documents that wait, so that random documents of the split are joined; 0 keeps the order",
    ),
  separators: z
    .enum(["cls-sep", "cls", "sep"])
    .default("cls-sep")
    .describe("what each document begins and ends with: [CLS] and [SEP], [CLS] alone, or [SEP] alone"),
  "mask-share": share.default(0.15).describe("share of the tokens that the model must find"),
  "replace-share": share.default(0.8).describe("share of those that become [MASK]"),
  "random-share": share.default(0.1).describe("share of those that become a random token; the others stay"),
  unit: z
    .enum(["token", "word"])
    .default("token")
    .describe("what is masked: each token by itself, or all tokens of a word together"),
});

type Params = z.output<typeof parameters>;

export const maskedLm = defineTokenCompose({
  name: "masked-lm",
  summary:
    "Joins documents to rows of one length and masks tokens or whole words, with labels, loss mask and padding mask.",
  source:
    "Devlin et al. 2019 (BERT; 80 / 10 / 10); thunlp/LegalPLMs (Lawformer: 4,096, random documents appended); THUDM/ProteinLM (whole proteins, [CLS] before each); Cui et al. 2021 (whole words)",
  parameters,
  reasons: { empty: "the document has no tokens" },
  cost: { memoryBytes: 32 << 20 },
  open: maskedComposer,
});

function maskedComposer(params: Params, { seed }: StageContext, vocabulary: Vocabulary): RowComposer {
  const special = specialTokens(vocabulary, [
    ["[PAD]", "<pad>"],
    ["[UNK]", "<unk>"],
    ["[CLS]"],
    ["[SEP]"],
    ["[MASK]", "<mask>"],
  ]);
  const { "[PAD]": pad, "[CLS]": cls, "[SEP]": sep, "[MASK]": mask } = special.ids;
  const length = params["sequence-length"];
  const buffer = new DocumentBuffer(params["shuffle-tokens"]);
  const rows = new MaskedRows(
    params,
    pad,
    new Masker(params, vocabulary, mask, new Set(Object.values(special.ids))),
  );
  let random = new SeededRandom(seed, "");
  const begin = params.separators === "sep" ? [] : [cls];
  const end = params.separators === "cls" ? [] : [sep];
  const item = tokenType(special.size);
  return {
    columns: [
      fixedList("input_ids", item, length),
      fixedList("labels", "int32", length),
      fixedList("loss_mask", "uint8", length),
      fixedList("attention_mask", "uint8", length),
      list("cu_seqlens", "int32"),
    ],
    facts: {
      "sequence-length": length,
      ...idFacts(special),
    },
    joins: true,
    take({ id, tokens }, emit) {
      if (tokens === undefined || tokens.length === 0) return "empty";
      random = new SeededRandom(seed, id);
      const body = trimTail(tokens, params["trim-tail"], sep);
      rows.counts["left-out-tokens"] += tokens.length - body.length;
      const document = Uint32Array.from([...begin, ...body, ...(body.at(-1) === sep ? [] : end)]);
      buffer.add(document, random, (next) => rows.add(next, random, emit));
      return undefined;
    },
    finish(emit) {
      buffer.finish(random, (next) => rows.add(next, random, emit));
      rows.close(random, emit);
    },
    counts: () => rows.counts,
  };
}

/** LegalPLMs: behind the last [SEP] in the document's last tokens comes what the next sentence had begun with. */
function trimTail(tokens: Uint32Array, reach: number, sep: number): Uint32Array {
  const found = reach === 0 ? -1 : tokens.lastIndexOf(sep);
  return found >= 0 && found >= tokens.length - reach ? tokens.subarray(0, found + 1) : tokens;
}

/** Documents joined to rows, each row masked when it is full. */
class MaskedRows {
  readonly counts = { tokens: 0, "left-out-tokens": 0, "empty-tokens": 0, "masked-tokens": 0 };
  private row: number[] = [];
  private starts: number[] = [];

  constructor(
    private readonly params: Params,
    private readonly pad: number,
    private readonly masker: Masker,
  ) {}

  add(document: Uint32Array, random: SeededRandom, emit: (cells: RowCells) => void): void {
    const { "sequence-length": length, join, slack } = this.params;
    if (join === "whole" && this.row.length > 0 && this.row.length + document.length > length)
      this.close(random, emit);
    for (let from = 0; from < document.length; ) {
      const part = document.subarray(from, from + length - this.row.length);
      this.starts.push(this.row.length);
      for (const id of part) this.row.push(id);
      from += part.length;
      if (this.row.length >= length - slack) this.close(random, emit);
      if (join !== "continue" && from < document.length) {
        this.counts["left-out-tokens"] += document.length - from;
        return;
      }
    }
  }

  close(random: SeededRandom, emit: (cells: RowCells) => void): void {
    const { row, starts, counts } = this;
    const length = this.params["sequence-length"];
    if (row.length === 0) return;
    const { input, labels, lossMask, masked } = this.masker.mask(row, random);
    counts.tokens += row.length;
    counts["empty-tokens"] += length - row.length;
    counts["masked-tokens"] += masked;
    const padded = <T extends Int32Array | Uint8Array>(cell: T, values: ArrayLike<number>): T => {
      cell.set(values);
      return cell;
    };
    emit([
      padded(new Int32Array(length).fill(this.pad), input),
      padded(new Int32Array(length).fill(ignoredLabel), labels),
      padded(new Uint8Array(length), lossMask),
      new Uint8Array(length).fill(1, 0, row.length),
      row.length < length ? [...starts, row.length, length] : [...starts, length],
    ]);
    this.row = [];
    this.starts = [];
  }
}
