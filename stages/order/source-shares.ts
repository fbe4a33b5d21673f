/** Weights, epochs and budgets -> how often each source is gone through. */
import type { SourceAmount, SourceShare } from "../../pipeline/contracts/stage.js";

export interface MixSource {
  readonly weight?: number | undefined;
  readonly epochs?: number | undefined;
  readonly tokens?: number | undefined;
}

export interface Mixing {
  readonly sources: Readonly<Record<string, MixSource>>;
  /** Tokens of the whole mixture; undefined: as many as the weights allow. */
  readonly tokens?: number | undefined;
  readonly "max-epochs": number;
}

/**
 * Epochs and budgets come first, weights share the rest. What a source is too small for is not given to the others: the mixture is then
 * smaller than was wanted, and the report says so.
 */
export function sharesOf(sources: readonly SourceAmount[], mixing: Mixing): SourceShare[] {
  const { "max-epochs": maxEpochs } = mixing;
  const given = (source: string): MixSource => mixing.sources[source] ?? {};
  const weights = sources.reduce((sum, { source }) => sum + (given(source).weight ?? 0), 0);
  const fixed = sources.reduce((sum, { source, amount }) => {
    const { epochs, tokens } = given(source);
    return sum + (epochs !== undefined ? epochs * amount : (tokens ?? 0));
  }, 0);
  const shared =
    mixing.tokens === undefined ? largest(sources, given, maxEpochs) : Math.max(0, mixing.tokens - fixed);
  return sources.map(({ source, amount }) => {
    const { weight, epochs, tokens } = given(source);
    if (epochs !== undefined) return { source, epochs, fractionOf: "units", wanted: epochs * amount };
    const wanted = tokens ?? (weights === 0 ? 0 : (shared * (weight ?? 0)) / weights);
    return {
      source,
      wanted,
      epochs: amount === 0 ? 0 : Math.min(maxEpochs, wanted / amount),
      fractionOf: "amount",
    };
  });
}

/** The most that weights can share before one of their sources is used up. */
function largest(
  sources: readonly SourceAmount[],
  given: (source: string) => MixSource,
  maxEpochs: number,
): number {
  const weighted = sources.flatMap(({ source, amount }) => {
    const { weight } = given(source);
    return weight === undefined ? [] : [{ weight, amount }];
  });
  const weights = weighted.reduce((sum, { weight }) => sum + weight, 0);
  return weighted.reduce(
    (least, { weight, amount }) => Math.min(least, (amount * maxEpochs * weights) / weight),
    weighted.length === 0 ? 0 : Number.POSITIVE_INFINITY,
  );
}
