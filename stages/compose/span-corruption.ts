/** T5's span corruption as CPM-2 packs it: contexts of one length with sentinels, targets of spans, renumbered a row. */
import { z } from "zod";
import {
  defineTokenCompose,
  type RowComposer,
  type StageContext,
  type Vocabulary,
} from "../../pipeline/contracts/stage.js";
import { fixedList, integer } from "./columns.js";
import { SeededRandom } from "./seeded-random.js";
import { noiseSpans } from "./spans/noise-spans.js";
import { SpanRows, type SpanTokens } from "./spans/span-rows.js";
import { specialTokens } from "./special-tokens.js";
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

export const spanCorruption = defineTokenCompose({
  name: "span-corruption",
  summary:
    "Replaces noise spans by sentinels and packs them to encoder contexts and decoder targets of fixed lengths.",
  source:
    "Raffel et al. 2020 (T5); TsinghuaAI/CPM-2-Pretrain: 15 %, mean 3, 512 / 256, sentinels from 0 in each row",
  parameters,
  reasons: { "too-short": "fewer tokens than min-tokens" },
  cost: { memoryBytes: 8 << 20 },
  open: corruption,
});

/**
 * As many sentinels as the vocabulary names without a gap: CPM-2's bilingual vocabulary holds 185, though its code asks for
 * 190 and fails. Where it names none, they follow the other appended tokens.
 */
function tokensOf(vocabulary: Vocabulary, wanted: number): SpanTokens {
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
  const tokens = tokensOf(vocabulary, params.sentinels);
  const { special, sentinels, size } = tokens;
  const eod = special.ids["<eod>"];
  const contextLength = params["context-length"];
  const targetLength = params["target-length"];
  const rows = new SpanRows(tokens, contextLength, targetLength);
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
    take({ id, tokens: document }, emit) {
      const own = document?.at(-1) === eod ? (document?.length ?? 0) - 1 : (document?.length ?? 0);
      if (document === undefined || own < params["min-tokens"]) return "too-short";
      if (withEnd.length <= own) withEnd = new Uint32Array(2 * own);
      withEnd.set(document.subarray(0, own));
      withEnd[own] = eod;
      const random = new SeededRandom(seed, id);
      let at = 0;
      for (const [plain, noise] of noiseSpans(
        own + 1,
        params["noise-density"],
        params["span-mean"],
        random,
      )) {
        for (const end = at + plain; at < end; at++) rows.addToken(withEnd[at]!, emit);
        rows.addSpan(withEnd.subarray(at, at + noise), emit);
        at += noise;
      }
      return undefined;
    },
    finish: (emit) => rows.close(emit),
    counts: () => rows.counts,
  };
}
