/** The fused loop: one sample through the maps and filters of a segment, counted at every step. */
import { performance } from "node:perf_hooks";
import { SampleError } from "../../contracts/errors.js";
import { roundScore } from "../../contracts/limits.js";
import { type Sample, scoreKey, withScores } from "../../contracts/sample.js";
import type {
  AnyStage,
  BatchFunction,
  BatchOutcome,
  CountFound,
  FilterFunction,
  MapFunction,
  StageContext,
  Verdict,
} from "../../contracts/stage.js";
import { stepNamer } from "../../recipe/step-names.js";
import { mayPass } from "../../storage/passing-trouble.js";
import { count, emptyStageLedger, LanguageCounts, type StageLedger } from "../ledger.js";
import { type Observations, observeEdit, observeScore } from "../observe.js";
import { troubleOf } from "../place/disk-trouble.js";
import { runBatch } from "./batch-step.js";
import { type Decide, openFilter } from "./decide.js";
import type { SetAside } from "./set-aside.js";

export interface OpenStep {
  readonly name: string;
  readonly run:
    | { readonly kind: "map"; readonly map: MapFunction }
    | { readonly kind: "filter"; readonly filter: FilterFunction }
    | { readonly kind: "batch"; readonly batch: BatchFunction }
    /** Takes a sample for a row composer, and returns the reason when no row is made of it. */
    | { readonly kind: "compose"; readonly take: (sample: Sample) => string | undefined };
}

/** Where samples enter a chain. */
export interface Entrance {
  /** @param language the language of the text, where it is known; otherwise it is guessed */
  enter(sample: Sample, language?: string): void;
  /** Waited for after each batch of samples. */
  drain(): Promise<void>;
}

/** Where a task puts what it sees of its samples, besides those that go on. */
export interface TaskOutputs {
  readonly observations: Observations;
  readonly aside: SetAside;
}

export interface ChainOutputs extends TaskOutputs {
  readonly guessLanguage: (text: string) => string;
  readonly maxCharacters: number;
}

/** A sample in front of a step that works in batches. */
interface Waiting {
  readonly sample: Sample;
  readonly language: string;
}

/**
 * Steps of one segment with their ledger. `push` is called for each sample that enters, and `drain` after each batch of
 * the reader: only steps that work in batches wait for it.
 */
export class Chain {
  readonly ledger: StageLedger[];
  private readonly seconds: Float64Array;
  private readonly found: readonly CountFound[];
  private readonly languages: readonly LanguageCounts[];
  /** Positions of the steps that work in batches, and the samples in front of each. */
  private readonly waiting: ReadonlyMap<number, Waiting[]>;

  constructor(
    private readonly steps: readonly OpenStep[],
    private readonly outputs: ChainOutputs,
    private readonly emit: (sample: Sample) => void,
  ) {
    this.ledger = steps.map((step) => emptyStageLedger(step.name));
    this.languages = this.ledger.map((entry) => new LanguageCounts(entry.languages));
    this.seconds = new Float64Array(steps.length);
    this.found = this.ledger.map(
      (entry) =>
        (kind, by = 1) =>
          count(entry.found, kind, by),
    );
    this.waiting = new Map(
      steps.flatMap((step, index) => (step.run.kind === "batch" ? [[index, []] as const] : [])),
    );
  }

  /** Whether samples wait, so that `drain` has something to do. */
  get holdsSamples(): boolean {
    for (const samples of this.waiting.values()) if (samples.length > 0) return true;
    return false;
  }

  /** Runs the batches in front of each step, in order; when it returns, nothing waits. */
  async drain(): Promise<void> {
    for (const [index, waiting] of this.waiting) {
      if (waiting.length === 0) continue;
      const held = waiting.splice(0);
      const run = this.steps[index]!.run;
      if (run.kind !== "batch") throw new Error(`step ${index} does not work in batches`);
      const began = performance.now();
      const outcomes = await runBatch(
        run.batch,
        held.map(({ sample }) => sample),
      );
      this.clock(index, began);
      held.forEach(({ sample, language }, at) => {
        this.settle(index, sample, language, outcomes[at]!);
      });
    }
  }

  /** Counts what became of a sample in a batch, and sends it on. */
  private settle(index: number, sample: Sample, language: string, outcome: BatchOutcome): void {
    const entry = this.ledger[index]!;
    if (outcome instanceof SampleError) {
      this.outputs.aside.fail(entry, outcome, sample);
    } else if ("drop" in outcome) {
      this.drop(entry, sample, language, outcome.drop);
    } else {
      if (outcome !== sample) entry.changed++;
      entry.out++;
      this.languages[index]!.of(language)[1]++;
      this.step(outcome, index + 1, language, performance.now());
    }
  }

  /** Seconds by stage so far. */
  times(): Record<string, number> {
    return Object.fromEntries(this.steps.map((step, index) => [step.name, this.seconds[index] ?? 0]));
  }

  /** @param language the language of the text, where it is known; otherwise it is guessed */
  push(sample: Sample, language: string = sample.lang ?? this.outputs.guessLanguage(sample.text)): void {
    this.step(sample, 0, language, performance.now());
  }

  /** Quarantines a sample at its first stage without running it (a retry after it stopped a worker). */
  refuse(sample: Sample, code: string, message: string): void {
    const entry = this.ledger[0];
    if (entry === undefined) return;
    entry.in++;
    this.outputs.aside.fail(entry, { code, message }, sample);
  }

  private step(entering: Sample, from: number, language: string, startedAt: number): void {
    let sample = entering;
    // Created at the first filter, for this sample alone, and filled by all filters: a copy for each filter would cost more than
    // the cheaper filters do.
    let scores: Record<string, number> | undefined;
    let now = startedAt;
    for (let index = from; index < this.steps.length; index++) {
      const step = this.steps[index]!;
      const entry = this.ledger[index]!;
      entry.in++;
      entry.units += sample.text.length;
      const ofLanguage = this.languages[index]!.of(language);
      ofLanguage[0]++;
      let several: readonly Sample[] | undefined;
      let dropped: Pick<Verdict, "reason" | "detail"> | undefined;
      try {
        if (sample.text.length > this.outputs.maxCharacters)
          throw overSize(sample, this.outputs.maxCharacters);
        if (step.run.kind === "batch") {
          this.waiting.get(index)!.push({ sample, language });
          return;
        }
        if (step.run.kind === "filter") {
          const verdict = step.run.filter(sample, this.found[index]);
          const { score, reason, scores: measures } = verdict;
          observeScore(this.outputs.observations, step.name, score, reason === undefined);
          if (scores === undefined || sample.scores !== scores) {
            scores = { ...sample.scores };
            sample = withScores(sample, scores);
          }
          scores[step.name] = roundScore(score);
          for (const name in measures) scores[scoreKey(step.name, name)] = roundScore(measures[name]!);
          if (reason !== undefined) dropped = verdict;
        } else if (step.run.kind === "compose") {
          const reason = step.run.take(sample);
          if (reason !== undefined) dropped = { reason };
        } else {
          const result = step.run.map(sample, this.found[index]);
          if (isSeveral(result)) {
            if (result.length === 1) sample = result[0]!;
            else several = result;
          } else if (result !== sample) {
            const next = result as Sample;
            if (next.text !== sample.text) this.change(entry, sample.id, sample.text, next.text);
            else if (next.title !== sample.title)
              this.change(entry, sample.id, sample.title ?? "", next.title ?? "");
            sample = next;
          }
        }
      } catch (error) {
        // Not the sample's fault: a disk that does not answer, and a row that could not be written, with all that waited with it.
        if (mayPass(error) || (step.run.kind === "compose" && troubleOf(error) !== undefined)) throw error;
        this.clock(index, now);
        const code = error instanceof SampleError ? error.code : "exception";
        const message = String(error instanceof Error ? error.message : error);
        this.outputs.aside.fail(entry, { code, message }, sample);
        return;
      }
      if (dropped?.reason !== undefined) {
        this.drop(entry, sample, language, dropped.reason, dropped.detail);
        this.clock(index, now);
        return;
      }
      if (several !== undefined) {
        this.fanOut(entry, sample, several, index, language, now);
        return;
      }
      entry.out++;
      ofLanguage[1]++;
      now = this.clock(index, now);
    }
    this.emit(sample);
  }

  private change(entry: StageLedger, id: string, before: string, after: string): void {
    entry.changed++;
    observeEdit(this.outputs.observations, entry.stage, id, before, after);
  }

  /** Counts what a map made of one sample, none or several, and runs it on. */
  private fanOut(
    entry: StageLedger,
    sample: Sample,
    results: readonly Sample[],
    index: number,
    language: string,
    startedAt: number,
  ): void {
    const now = this.clock(index, startedAt);
    if (results.length === 0) {
      this.drop(entry, sample, language, "no-output");
      return;
    }
    entry.added += results.length - 1;
    entry.out += results.length;
    this.languages[index]!.of(language)[1]++;
    for (const result of results) this.step(result, index + 1, language, now);
  }

  private clock(index: number, startedAt: number): number {
    const now = performance.now();
    this.seconds[index]! += (now - startedAt) / 1000;
    return now;
  }

  private drop(
    entry: StageLedger,
    sample: Sample,
    language: string,
    reason: string,
    detail?: Verdict["detail"],
  ): void {
    const because = { score: sample.scores[entry.stage], detail };
    this.outputs.aside.drop(entry, reason, sample, language, because);
  }
}

/** A text over the size budget. */
export function overSize({ text }: Sample, maxCharacters: number): SampleError {
  return new SampleError(
    "over-size",
    `the text has ${text.length} characters, the budget is ${maxCharacters}`,
  );
}

function isSeveral(result: Sample | readonly Sample[]): result is readonly Sample[] {
  return Array.isArray(result);
}

/** Opens the maps, filters and batches of a segment. */
export async function openSteps(
  uses: readonly {
    readonly stage: AnyStage;
    readonly params: Readonly<Record<string, unknown>>;
  }[],
  context: StageContext,
  decide: Decide,
): Promise<OpenStep[]> {
  const nameOf = stepNamer();
  const steps: OpenStep[] = [];
  for (const { stage, params } of uses) {
    const name = nameOf(stage.name);
    if (stage.kind === "map")
      steps.push({ name, run: { kind: "map", map: await stage.open(params, context) } });
    else if (stage.kind === "filter")
      steps.push({
        name,
        run: { kind: "filter", filter: await openFilter(name, stage, params, context, decide) },
      });
    else if (stage.kind === "batch")
      steps.push({ name, run: { kind: "batch", batch: await stage.open(params, context) } });
  }
  return steps;
}
