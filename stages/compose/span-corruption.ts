/** T5's span corruption as CPM-2 packs it: contexts of one length with sentinels, targets of spans, renumbered a row. */
import { z } from "zod";
import type { RowCells } from "../../pipeline/batch-builder.js";
import {
  defineRowCompose,
  type RowComposer,
  type StageContext,
  type Vocabulary,
} from "../../pipeline/stage.js";
import { fixedList, integer } from "./columns.js";
import { SeededRandom } from "./seeded-random.js";
import { requireVocabulary, type SpecialTokens, specialTokens } from "./special-tokens.js";
import { tokenType } from "./token-type.js";

const parameters = z.strictObject({
  "context-length": z.int().min(8).max(65_536).default(512).describe("tokens of the encoder's side of a row"),
  "target-length": z
    .int()
    .min(4)
    .max(65_536)
    .default(256)
    .describe("tokens of the decoder's side; longer ones are cut"),
  "noise-density": z
    .number()
    .gt(0)
    .lt(1)
    .default(0.15)
    .describe("share of a document's tokens that is noise"),
  "span-mean": z.number().min(1).default(3).describe("mean length of a noise span in tokens"),
  "min-tokens": z.int().min(2).default(10).describe("documents with fewer tokens make no row"),
  sentinels: z
    .int()
    .min(2)
    .max(10_000)
    .default(190)
    .describe("sentinel tokens that are appended where the vocabulary has no <s_0>, <s_1> ..."),
});

type Params = z.output<typeof parameters>;

export const spanCorruption = defineRowCompose({
  name: "span-corruption",
  summary:
    "Replaces noise spans by sentinels and packs them to encoder contexts and decoder targets of fixed lengths.",
  source:
    "Raffel et al. 2020 (T5); TsinghuaAI/CPM-2-Pretrain: 15 %, mean 3, 512 / 256, sentinels from 0 in each row",
  parameters,
  reasons: { "too-short": "fewer tokens than min-tokens" },
  cost: { memoryBytes: 8 << 20 },
  needs: "tokens",
  open: (params, context, vocabulary) => corruption(params, context, requireVocabulary(vocabulary)),
});

interface Tokens {
  readonly special: SpecialTokens<"<eod>" | "<pad>" | "<s>">;
  readonly sentinels: readonly number[];
  readonly size: number;
}

/**
 * As many sentinels as the vocabulary names without a gap: CPM-2's bilingual vocabulary holds 185, though its code asks for
 * 190 and fails. Where it names none, they follow the other appended tokens.
 */
function tokensOf(vocabulary: Vocabulary, wanted: number): Tokens {
  const special = specialTokens(vocabulary, [["<eod>", "<|endoftext|>"], ["<pad>"], ["<s>", "<go>"]]);
  const known: number[] = [];
  for (let id = vocabulary.idOf("<s_0>"); id !== undefined && known.length < wanted; ) {
    known.push(id);
    id = vocabulary.idOf(`<s_${known.length}>`);
  }
  const sentinels =
    known.length > 0 ? known : Array.from({ length: wanted }, (_, index) => special.size + index);
  return { special, sentinels, size: special.size + (known.length > 0 ? 0 : wanted) };
}

function corruption(params: Params, { seed }: StageContext, vocabulary: Vocabulary): RowComposer {
  const { special, sentinels, size } = tokensOf(vocabulary, params.sentinels);
  const { "<eod>": eod, "<pad>": pad, "<s>": start } = special.ids;
  const contextLength = params["context-length"];
  const targetLength = params["target-length"];
  let context: number[] = [];
  let target = [start];
  let endsDocument: number[] = [];
  let used = 0;
  const counts = { tokens: 0, "cut-target-tokens": 0, "context-padding": 0 };

  const close = (emit: (cells: RowCells) => void): void => {
    if (context.length === 0) return;
    // The last sentinel says that no span follows.
    target.push(sentinels[used] ?? eod);
    counts["cut-target-tokens"] += Math.max(0, target.length - targetLength - 1);
    counts["context-padding"] += contextLength - context.length;
    counts.tokens += context.length + Math.min(target.length, targetLength);
    const targets = new Int32Array(targetLength).fill(pad);
    const labels = new Int32Array(targetLength).fill(pad);
    const lossMask = new Uint8Array(targetLength);
    targets.set(target.slice(0, targetLength));
    const learned = target.slice(1, targetLength + 1);
    labels.set(learned);
    lossMask.fill(1, 0, learned.length);
    const contexts = new Int32Array(contextLength).fill(pad);
    contexts.set(context);
    const flags = new Uint8Array(contextLength);
    for (const at of endsDocument) flags[at] = 1;
    emit([contexts, targets, labels, flags, lossMask, context.length]);
    context = [];
    target = [start];
    endsDocument = [];
    used = 0;
  };

  const addSpan = (span: Uint32Array, emit: (cells: RowCells) => void): void => {
    // The last sentinel is reserved for the end of the target.
    if (used === sentinels.length - 1) close(emit);
    const sentinel = sentinels[used++] ?? 0;
    if (span[span.length - 1] === eod) endsDocument.push(context.length);
    context.push(sentinel);
    target.push(sentinel, ...span);
    if (context.length === contextLength) close(emit);
  };

  let withEnd = new Uint32Array(1 << 14);
  const item = tokenType(size);
  return {
    columns: [
      fixedList("contexts", item, contextLength),
      fixedList("targets", item, targetLength),
      fixedList("labels", item, targetLength),
      fixedList("ctx_eod_mask", "uint8", contextLength),
      fixedList("loss_mask", "uint8", targetLength),
      integer("context_length"),
    ],
    facts: {
      "context-length": contextLength,
      "target-length": targetLength,
      "vocabulary-size": size,
      "special-tokens": special.listing,
      "first-sentinel": sentinels[0] ?? 0,
      sentinels: sentinels.length,
    },
    joins: true,
    take({ id, tokens }, emit) {
      const own = tokens?.at(-1) === eod ? (tokens?.length ?? 0) - 1 : (tokens?.length ?? 0);
      if (tokens === undefined || own < params["min-tokens"]) return "too-short";
      if (withEnd.length <= own) withEnd = new Uint32Array(2 * own);
      withEnd.set(tokens.subarray(0, own));
      withEnd[own] = eod;
      const random = new SeededRandom(seed, id);
      let at = 0;
      for (const [plain, noise] of noiseSpans(
        own + 1,
        params["noise-density"],
        params["span-mean"],
        random,
      )) {
        for (const end = at + plain; at < end; at++) {
          context.push(withEnd[at]!);
          if (context.length === contextLength) close(emit);
        }
        addSpan(withEnd.subarray(at, at + noise), emit);
        at += noise;
      }
      return undefined;
    },
    finish: close,
    counts: () => counts,
  };
}

/** Lengths of plain and noise segments in turn, plain first; each division is drawn evenly (T5's random_spans_noise_mask). */
function noiseSpans(length: number, density: number, mean: number, random: SeededRandom): [number, number][] {
  const noise = Math.min(Math.max(Math.round(length * density), 1), length - 1);
  const spans = Math.min(Math.max(Math.round(noise / mean), 1), length - noise);
  const plainLengths = divide(length - noise, spans, random);
  const noiseLengths = divide(noise, spans, random);
  return plainLengths.map((plain, index) => [plain, noiseLengths[index] ?? 0]);
}

/** `total` as a sum of `parts` whole numbers from 1 up: places to cut at are drawn one by one, as often as is left to do. */
function divide(total: number, parts: number, random: SeededRandom): number[] {
  const lengths: number[] = [];
  let left = parts - 1;
  let length = 1;
  for (let place = 1; place < total; place++) {
    if (left > 0 && random.next() * (total - place) < left) {
      lengths.push(length);
      length = 0;
      left--;
    }
    length++;
  }
  lengths.push(length);
  return lengths;
}
