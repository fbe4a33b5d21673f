/**
 * The guard of barriers: one giant cluster, or a source that is nearly gone, is more often a false match (boilerplate, a
 * wrong threshold) than what the user meant, so it stops the run and shows examples.
 */
import { UserError } from "../../contracts/errors.js";
import type { Sample } from "../../contracts/sample.js";
import type { Address, Decision, Removal } from "../../contracts/stage.js";
import type { RecipeHead } from "../../recipe/recipe.js";
import { howToPass } from "../guards.js";
import { FrequentNames } from "./frequent-names.js";
import { isEdit } from "./removals.js";

const shownExamples = 3;

/** Watches the removals of a barrier. Memory: a few examples for each source, and `FrequentNames`. */
export class RemovalGuard {
  readonly #clusters = new FrequentNames<Removal>(1024);
  readonly #sources = new Map<string, { removed: number; examples: Removal[] }>();

  /** @param samples how many samples each source has, and `sourceOf` which one a split belongs to */
  constructor(
    readonly stage: string,
    readonly guards: RecipeHead["guards"],
    readonly samples: ReadonlyMap<string, number>,
    readonly sourceOf: (split: number) => string,
  ) {}

  async *watch(decisions: AsyncIterable<Decision>): AsyncGenerator<Decision> {
    for await (const decision of decisions) {
      if (!isEdit(decision)) this.#note(decision);
      yield decision;
    }
  }

  #note(removal: Removal): void {
    this.#clusters.add(removal.cluster, removal);
    const name = this.sourceOf(removal.split);
    const source = this.#sources.get(name) ?? { removed: 0, examples: [] };
    this.#sources.set(name, source);
    source.removed++;
    if (source.examples.length < shownExamples) source.examples.push(removal);
  }

  /** Throws when a limit is passed; to be called when all removals have gone by. */
  check(sampleAt: (address: Address) => Sample): void {
    const { guards, stage } = this;
    if (guards.allow.includes(stage)) return;
    const all = [...this.samples.values()].reduce((sum, count) => sum + count, 0);
    const [cluster] = this.#clusters.most();
    if (
      all >= guards["min-samples"] &&
      cluster !== undefined &&
      cluster.atLeast / all > guards["cluster-share"]
    ) {
      throw new UserError(
        "cluster-guard",
        `${stage} put ${percent(cluster.atLeast / all)} of the ${all} samples into one cluster (limit ${percent(guards["cluster-share"])})`,
        advice(howToPass("cluster-share", stage, guards), cluster.examples, sampleAt),
      );
    }
    for (const [name, { removed, examples }] of this.#sources) {
      const entered = this.samples.get(name) ?? 0;
      if (entered < guards["min-samples"] || removed / entered <= guards["source-removal"]) continue;
      throw new UserError(
        "source-guard",
        `${stage} removed ${percent(removed / entered)} of the ${entered} samples of the source "${name}" (limit ${percent(guards["source-removal"])})`,
        advice(howToPass("source-removal", stage, guards), examples, sampleAt),
      );
    }
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function advice(
  passing: string,
  examples: readonly Removal[],
  sampleAt: (address: Address) => Sample,
): string {
  const lines = examples.map((removal) => {
    const [gone, keeper] = [sampleAt(removal), sampleAt(removal.keeper)];
    return `  ${gone.id}: ${shown(gone)}\n    similar by ${removal.similarity.toFixed(2)} to ${keeper.id}: ${shown(keeper)}`;
  });
  return `Look at its parameters; ${passing} Examples:\n${lines.join("\n")}`;
}

function shown(sample: Sample): string {
  return JSON.stringify(sample.text.slice(0, 80));
}
