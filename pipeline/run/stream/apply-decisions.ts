/**
 * Carries out what barriers decided: gives the samples of the segment before, without those that were removed and without the
 * parts that were cut.
 */
import { join } from "node:path";
import { type Sample, withText } from "../../contracts/sample.js";
import type { Decision, Edit, Removal } from "../../contracts/stage.js";
import { readSpill, type Spilled } from "../../storage/spills/spill.js";
import type { StoredPart } from "../../stored/indexed-stages.js";
import { isEdit, KeeperLookup, readDecisions } from "../barrier/removals.js";
import { payloadFolder } from "../folders.js";
import type { Job } from "../job.js";
import { count, emptyStageLedger, LanguageCounts, type StageLedger } from "../ledger.js";
import { observeEdit, shorten } from "../observe.js";
import type { Entrance, TaskOutputs } from "./chain.js";

/** How many removed texts of one split are shown beside their keepers. */
const shownDuplicates = 5;

/** Sends on the samples of a split that stay, and returns a ledger entry for each barrier. */
export async function applyDecisions(
  job: Job,
  segmentIndex: number,
  split: number,
  outputs: TaskOutputs,
  { enter, drain }: Entrance,
): Promise<StageLedger[]> {
  const previous = `stream-${segmentIndex - 1}`;
  const keepers = new KeeperLookup(job.output, previous, job.plan.splits.length);
  const barriers = (job.plan.segments[segmentIndex - 1]?.barriers ?? []).map(
    (index) =>
      new DecidedBarrier(
        job.stages[index]?.name ?? "",
        readDecisions(job.output, index, split),
        job.plan.stored[index] ?? [],
        { ...outputs, keepers },
      ),
  );
  let ordinal = 0;
  const pass = ({ sample, language: found }: Spilled): void => {
    const language = sample.lang ?? found ?? job.catalogue.guessLanguage(sample.text);
    let left: Sample | undefined = sample;
    for (const barrier of barriers) {
      left = barrier.pass(left, ordinal, language);
      if (left === undefined) break;
    }
    if (left !== undefined) enter(left, left.text === sample.text ? language : undefined);
    ordinal++;
  };
  for (const batch of readSpill(join(payloadFolder(job.output, previous, split), "spill"))) {
    for (const spilled of batch) pass(spilled);
    await drain();
  }
  keepers.close();
  return barriers.map(({ entry }) => entry);
}

interface Outputs extends TaskOutputs {
  readonly keepers: KeeperLookup;
}

/** One barrier's decisions on one split. */
class DecidedBarrier {
  readonly entry: StageLedger;
  private readonly languages: LanguageCounts;

  constructor(
    name: string,
    private readonly decisions: ReadonlyMap<number, Decision>,
    private readonly stored: readonly StoredPart[],
    private readonly outputs: Outputs,
  ) {
    this.entry = emptyStageLedger(name);
    this.languages = new LanguageCounts(this.entry.languages);
  }

  /** What is left of the sample; undefined when it was removed. */
  pass(sample: Sample, ordinal: number, language: string): Sample | undefined {
    const { entry } = this;
    entry.in++;
    entry.units += sample.text.length;
    const ofLanguage = this.languages.of(language);
    ofLanguage[0]++;
    const decision = this.decisions.get(ordinal);
    let left: Sample | undefined = sample;
    if (decision !== undefined) {
      left = isEdit(decision)
        ? this.edit(sample, language, decision)
        : this.remove(sample, language, decision);
      if (left === undefined) return undefined;
    }
    entry.out++;
    ofLanguage[1]++;
    return left;
  }

  private edit(sample: Sample, language: string, { cuts, reason, twin }: Edit): Sample | undefined {
    const { entry } = this;
    const { observations, aside, keepers } = this.outputs;
    const { id, text } = sample;
    const left = cutOut(text, cuts);
    count(entry.found, "parts cut", cuts.length);
    count(entry.found, "characters cut", text.length - left.length);
    if (left.trim() !== "") {
      entry.changed++;
      observeEdit(observations, entry.stage, id, text, left);
      return withText(sample, left);
    }
    aside.drop(entry, reason, sample, language, {
      cluster: `${twin.split}-${twin.ordinal}`,
      ...(twin.keeps ? { keeper: keepers.sample(twin, this.stored).id } : {}),
      similarity: twin.share,
    });
    return undefined;
  }

  private remove(
    sample: Sample,
    language: string,
    { reason, keeper: address, cluster, similarity }: Removal,
  ): undefined {
    const { entry } = this;
    const { observations, aside, keepers } = this.outputs;
    const { id, text } = sample;
    const keeper = keepers.sample(address, this.stored);
    const run = keepers.partOf(address, this.stored)?.run;
    if (run !== undefined) count(entry.found, "of stored documents", 1);
    if (observations.duplicates.length < shownDuplicates && similarity < 1) {
      observations.duplicates.push({
        stage: entry.stage,
        id,
        keeperId: keeper.id,
        similarity,
        text: shorten(text),
        keeperText: shorten(keeper.text),
        ...(run === undefined ? {} : { keeperRun: run }),
      });
    }
    aside.drop(entry, reason, sample, language, {
      cluster,
      keeper: keeper.id,
      ...(run === undefined ? {} : { "keeper-run": run }),
      similarity,
    });
  }
}

function cutOut(text: string, cuts: Edit["cuts"]): string {
  const parts: string[] = [];
  let from = 0;
  for (const [start, end] of cuts) {
    parts.push(text.slice(from, start));
    from = end;
  }
  parts.push(text.slice(from));
  return parts.join("");
}
