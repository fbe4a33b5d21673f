/** Masked language modelling: documents joined to rows behind [CLS], 15 % of the tokens to be found again. */
import { z } from "zod";
import type { RowCells } from "../../pipeline/batch-builder.js";
import {
  defineRowCompose,
  type RowComposer,
  type StageContext,
  type Vocabulary,
} from "../../pipeline/stage.js";
import { fixedList, list } from "./columns.js";
import { DocumentBuffer } from "./document-buffer.js";
import { SeededRandom } from "./seeded-random.js";
import { requireVocabulary, specialTokens } from "./special-tokens.js";
import { tokenType } from "./token-type.js";
import { wordGroups } from "./word-groups.js";

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

/** Label of tokens that are not to be predicted: torch's cross entropy ignores it. */
const ignored = -100;

export const maskedLm = defineRowCompose({
  name: "masked-lm",
  summary:
    "Joins documents to rows of one length and masks tokens or whole words, with labels, loss mask and padding mask.",
  source:
    "Devlin et al. 2019 (BERT; 80 / 10 / 10); thunlp/LegalPLMs (Lawformer: 4,096, random documents appended); THUDM/ProteinLM (whole proteins, [CLS] before each); Cui et al. 2021 (whole words)",
  parameters,
  reasons: { empty: "the document has no tokens" },
  cost: { memoryBytes: 32 << 20 },
  needs: "tokens",
  open: (params, context, vocabulary) => maskedComposer(params, context, requireVocabulary(vocabulary)),
});

function maskedComposer(params: Params, { seed }: StageContext, vocabulary: Vocabulary): RowComposer {
  const special = specialTokens(vocabulary, [
    ["[PAD]", "<pad>"],
    ["[UNK]", "<unk>"],
    ["[CLS]"],
    ["[SEP]"],
    ["[MASK]", "<mask>"],
  ]);
  const { "[PAD]": pad, "[CLS]": cls, "[SEP]": sep } = special.ids;
  const length = params["sequence-length"];
  const buffer = new DocumentBuffer(params["shuffle-tokens"]);
  const masker = new Masker(params, vocabulary, special.ids["[MASK]"], new Set(Object.values(special.ids)));
  const counts = { tokens: 0, "left-out-tokens": 0, "empty-tokens": 0, "masked-tokens": 0 };
  let random = new SeededRandom(seed, "");
  let row: number[] = [];
  let starts: number[] = [];

  const close = (emit: (cells: RowCells) => void): void => {
    if (row.length === 0) return;
    const { input, labels, lossMask, masked } = masker.mask(row, random);
    counts.tokens += row.length;
    counts["empty-tokens"] += length - row.length;
    counts["masked-tokens"] += masked;
    const padded = <T extends Int32Array | Uint8Array>(cell: T, values: ArrayLike<number>): T => {
      cell.set(values);
      return cell;
    };
    const bounds = row.length < length ? [...starts, row.length, length] : [...starts, length];
    emit([
      padded(new Int32Array(length).fill(pad), input),
      padded(new Int32Array(length).fill(ignored), labels),
      padded(new Uint8Array(length), lossMask),
      new Uint8Array(length).fill(1, 0, row.length),
      bounds,
    ]);
    row = [];
    starts = [];
  };

  const add = (document: Uint32Array, emit: (cells: RowCells) => void): void => {
    if (params.join === "whole" && row.length > 0 && row.length + document.length > length) close(emit);
    for (let from = 0; from < document.length; ) {
      const part = document.subarray(from, from + length - row.length);
      starts.push(row.length);
      for (const id of part) row.push(id);
      from += part.length;
      if (row.length >= length - params.slack) close(emit);
      if (params.join !== "continue" && from < document.length) {
        counts["left-out-tokens"] += document.length - from;
        return;
      }
    }
  };

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
      "token-type": item,
      "vocabulary-size": special.size,
      "special-tokens": special.listing,
    },
    joins: true,
    take({ id, tokens }, emit) {
      if (tokens === undefined || tokens.length === 0) return "empty";
      random = new SeededRandom(seed, id);
      const body = trimTail(tokens, params["trim-tail"], sep);
      counts["left-out-tokens"] += tokens.length - body.length;
      const document = Uint32Array.from([...begin, ...body, ...(body.at(-1) === sep ? [] : end)]);
      buffer.add(document, random, (next) => add(next, emit));
      return undefined;
    },
    finish(emit) {
      buffer.finish(random, (next) => add(next, emit));
      close(emit);
    },
    counts: () => counts,
  };
}

/** LegalPLMs: behind the last [SEP] in the document's last tokens comes what the next sentence had begun with. */
function trimTail(tokens: Uint32Array, reach: number, sep: number): Uint32Array {
  const found = reach === 0 ? -1 : tokens.lastIndexOf(sep);
  return found >= 0 && found >= tokens.length - reach ? tokens.subarray(0, found + 1) : tokens;
}

interface Masked {
  readonly input: Int32Array;
  readonly labels: Int32Array;
  readonly lossMask: Uint8Array;
  readonly masked: number;
}

class Masker {
  constructor(
    private readonly params: Params,
    private readonly vocabulary: Vocabulary,
    private readonly maskId: number,
    private readonly special: ReadonlySet<number>,
  ) {}

  mask(row: readonly number[], random: SeededRandom): Masked {
    const input = Int32Array.from(row);
    const labels = new Int32Array(row.length).fill(ignored);
    const lossMask = new Uint8Array(row.length);
    let masked = 0;
    const hide = (at: number): void => {
      labels[at] = row[at]!;
      lossMask[at] = 1;
      masked++;
      const draw = random.next();
      if (draw < this.params["replace-share"]) input[at] = this.maskId;
      else if (draw < this.params["replace-share"] + this.params["random-share"])
        input[at] = random.below(this.vocabulary.size);
    };
    if (this.params.unit === "token") {
      // Each token by itself, as DataCollatorForLanguageModeling draws them.
      row.forEach((id, at) => {
        if (!this.special.has(id) && random.next() < this.params["mask-share"]) hide(at);
      });
    } else {
      this.hideWords(row, random, hide);
    }
    return { input, labels, lossMask, masked };
  }

  /** Words in random order until the share is reached, as DataCollatorForWholeWordMask takes them. */
  private hideWords(row: readonly number[], random: SeededRandom, hide: (at: number) => void): void {
    const words = new Map<number, number[]>();
    wordGroups(row, this.vocabulary).forEach((group, at) => {
      if (this.special.has(row[at]!)) return;
      const word = words.get(group);
      if (word === undefined) words.set(group, [at]);
      else word.push(at);
    });
    let left = Math.max(1, Math.round(row.length * this.params["mask-share"]));
    for (const word of random.shuffle([...words.values()])) {
      if (left <= 0) return;
      if (word.length > left) continue;
      word.forEach(hide);
      left -= word.length;
    }
  }
}
