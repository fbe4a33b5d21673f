/** Several corpora in one stream: how much of each, by weights, epochs and token budgets. */
import { z } from "zod";
import { UserError } from "../../pipeline/contracts/errors.js";
import {
  defineOrder,
  type SourceAmount,
  type SourceBytes,
  type SourceShare,
} from "../../pipeline/contracts/stage.js";
import { bucketBytes } from "./bucket-bytes.js";
import { sharesOf } from "./source-shares.js";

const amount = z.number().positive();

const source = z
  .strictObject({
    weight: amount.optional(),
    epochs: amount.optional(),
    tokens: amount.optional(),
  })
  .refine((given) => Object.values(given).filter((value) => value !== undefined).length === 1, {
    message: "give exactly one of weight, epochs and tokens",
  });

const parameters = z.strictObject({
  sources: z
    .record(z.string(), source)
    .describe(
      "name of each input -> one of `weight` (its part of the tokens, beside the other weights), `epochs` (times that it is gone through, such as 0.5 or 2.25: twice, and exactly a quarter of its documents once more) and `tokens` (its own budget)",
    ),
  tokens: amount
    .optional()
    .describe(
      "tokens of the whole mixture, of which weights share what epochs and budgets leave; without it as many as the weights allow before a source is used up",
    ),
  "max-epochs": amount
    .default(1)
    .describe("times that a source with a weight or a budget of tokens may be gone through at most"),
  "bucket-bytes": bucketBytes,
});

type Params = z.output<typeof parameters>;

export const mix = defineOrder({
  name: "mix",
  summary:
    "Mixes the inputs by weights, epochs and token budgets, each spread evenly over the dataset; documents before a packing stage, rows before the sink.",
  source:
    "Weights as Megatron-LM's and NeMo's blends, epochs as dolma's sample rates, budgets and a limit of repeats as OLMo-core's source mixtures",
  parameters,
  cost: { memoryBytes: 384 << 20 },
  shuffles: false,
  bucketBytes: (params) => params["bucket-bytes"],
  shares: (sources, params) => mixed(sources, params),
  passBytes: (sources, params) =>
    guess(sources, params).reduce((sum, { source: name, epochs }) => {
      const bytes = sources.find((each) => each.source === name)?.bytes ?? 0;
      return sum + epochs * bytes;
    }, 0),
  describe: (sources, params) => {
    checkNames(sources, params);
    const shares = guess(sources, params);
    const weights = Object.values(params.sources).reduce((sum, { weight = 0 }) => sum + weight, 0);
    return [
      params.tokens === undefined
        ? "as many tokens as the sources give"
        : `${whole.format(params.tokens)} tokens in all`,
      ...shares.map(({ source: name, epochs }) => {
        const { weight, epochs: given, tokens } = params.sources[name] ?? {};
        if (given !== undefined) return `${name}: ${given} epochs`;
        if (tokens !== undefined)
          return `${name}: ${whole.format(tokens)} tokens, in ${params["max-epochs"]} epochs at most`;
        const share = ((100 * (weight ?? 0)) / weights).toFixed(1);
        return `${name}: weight ${weight}, ${share} % of what weights share; by the bytes of the inputs about ${epochs.toFixed(2)} epochs`;
      }),
    ];
  },
});

const whole = new Intl.NumberFormat("en");

function mixed(sources: readonly SourceAmount[], params: Params): readonly SourceShare[] {
  checkNames(sources, params);
  return sharesOf(sources, params);
}

/** @throws UserError when the recipe has an input that is not mixed, or the other way round */
function checkNames(inputs: readonly { readonly source: string }[], { sources }: Params): void {
  const names = inputs.map(({ source: name }) => name);
  const unknown = Object.keys(sources).filter((name) => !names.includes(name));
  const missing = names.filter((name) => sources[name] === undefined);
  if (unknown.length === 0 && missing.length === 0) return;
  throw new UserError(
    "wrong-sources",
    [
      ...unknown.map((name) => `mix names "${name}", which is no input`),
      ...missing.map((name) => `mix says nothing of the input "${name}"`),
    ].join("; "),
    `The inputs are ${names.join(", ")}; give each a weight, epochs or tokens under mix.sources`,
  );
}

/** Bytes of the text of a token, about: tokens are known when the texts are tokenized, which is too late for a plan. */
const tokenBytes = 4;

function guess(sources: readonly SourceBytes[], params: Params): readonly SourceShare[] {
  return sharesOf(
    sources.map(({ source: name, bytes }) => ({ source: name, units: 0, amount: bytes / tokenBytes })),
    params,
  );
}
