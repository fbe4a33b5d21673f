/** A stream task: one split through the fused stages of a segment, to what the next phase reads. */
import { statSync } from "node:fs";
import { relative } from "node:path";
import type { Sample } from "../sample.js";
import type { ReadResult } from "../stage.js";
import { applyDecisions } from "./apply-decisions.js";
import { AsideWriter, asideSample } from "./aside.js";
import { Chain } from "./chain.js";
import { asidePath } from "./folders.js";
import { beat, rest } from "./heartbeat.js";
import type { Job, TaskDescription, TaskResult } from "./job.js";
import { count, emptyStageLedger, type StageLedger } from "./ledger.js";
import { emptyObservations, lengthBin, type Observations, observeDrop, observeFailure } from "./observe.js";
import { openOutlet } from "./outlets.js";
import { readPieces } from "./read-pieces.js";
import { segmentSteps } from "./segment-steps.js";

export async function runStream(
  job: Job,
  task: TaskDescription,
  segmentIndex: number,
  folder: string,
): Promise<TaskResult> {
  const { plan, output, catalogue } = job;
  const segment = plan.segments[segmentIndex];
  const split = plan.splits[task.index];
  if (segment === undefined || split === undefined)
    throw new Error(`no split ${task.index} in segment ${segmentIndex}`);
  const observations = emptyObservations();
  const quarantine = new AsideWriter(asidePath(output, "quarantine", task.phase, task.index));
  const rejects =
    plan.recipe.rejects === "keep"
      ? new AsideWriter(asidePath(output, "rejects", task.phase, task.index))
      : undefined;
  const outlet = await openOutlet(job, segment.barriers, task.index, folder);
  const chain = new Chain(
    [...(await segmentSteps(job, segmentIndex)), ...(outlet.step === undefined ? [] : [outlet.step])],
    {
      observations,
      rejects,
      quarantine,
      guessLanguage: catalogue.guessLanguage,
      maxCharacters: plan.recipe.budget["sample-characters"],
    },
    (sample) => {
      count1(observations.lengthsAfter, lengthBin(sample.text.length));
      outlet.take(sample);
    },
  );
  const skip = new Set(task.skip);
  let ordinal = 0;
  const enter = (sample: Sample, language?: string): void => {
    count1(observations.lengthsBefore, lengthBin(sample.text.length));
    if (skip.has(ordinal)) {
      chain.refuse(
        sample,
        "over-time",
        `the sample took longer than ${plan.recipe.budget["sample-seconds"]} seconds`,
      );
    } else {
      beat(task.heartbeat, ordinal, Date.now());
      chain.push(sample, language);
    }
    ordinal++;
  };
  const drain = async (): Promise<void> => {
    if (!chain.holdsSamples) return;
    // No one sample is at work: a batch bounds its own time.
    rest(task.heartbeat);
    await chain.drain();
  };
  const before =
    segmentIndex === 0
      ? [await readSource(job, split.index, observations, rejects, quarantine, enter, drain)]
      : await applyDecisions(job, segmentIndex, task.index, observations, rejects, enter, drain);
  rest(task.heartbeat);
  const facts = await outlet.finish();
  rejects?.finish();
  quarantine.finish();
  Object.assign(observations.seconds, chain.times());
  const published = (outlet.published?.() ?? []).map((path) => ({
    file: relative(output, path),
    bytes: statSync(path).size,
  }));
  return { ledger: [...before, ...chain.ledger], facts, observations, published };
}

function count1(bins: number[], bin: number): void {
  bins[bin] = (bins[bin] ?? 0) + 1;
}

async function readSource(
  job: Job,
  splitIndex: number,
  observations: Observations,
  rejects: AsideWriter | undefined,
  quarantine: AsideWriter,
  enter: (sample: Sample) => void,
  drain: () => Promise<void>,
): Promise<StageLedger> {
  const [source] = job.stages;
  const split = job.plan.splits[splitIndex];
  if (source?.kind !== "source" || split === undefined) throw new Error("the first stage is no source");
  const entry = emptyStageLedger(source.name);
  const maxCharacters = job.plan.recipe.budget["sample-characters"];
  let began = performance.now();
  for await (const batch of readPieces(source, split, job.plan.recipe.stages[0]?.params ?? {})) {
    observations.seconds[source.name] =
      (observations.seconds[source.name] ?? 0) + (performance.now() - began) / 1000;
    for (const result of batch) {
      entry.in++;
      if ("passedOver" in result) {
        const { reason, what, origin } = result.passedOver;
        count(entry.dropped, reason);
        const { name: stage } = source;
        observeDrop(observations, { stage, reason, id: what, origin, text: what });
        rejects?.write({ stage, reason, id: what, source: split.input, origin, text: what });
      } else if (!("sample" in result)) {
        quarantineRecord(entry, result, observations, quarantine);
      } else if (result.sample.text.length > maxCharacters) {
        quarantineLongText(entry, result.sample, maxCharacters, observations, quarantine);
      } else {
        entry.out++;
        entry.units += result.sample.text.length;
        enter(result.sample);
      }
    }
    await drain();
    began = performance.now();
  }
  return entry;
}

/** A text over the size budget stops at the source, so that recipes without any map or filter keep the budget too. */
function quarantineLongText(
  entry: StageLedger,
  sample: Sample,
  maxCharacters: number,
  observations: Observations,
  quarantine: AsideWriter,
): void {
  const { origin, text } = sample;
  const code = "over-size";
  const message = `the text has ${text.length} characters, the budget is ${maxCharacters}`;
  count(entry.failed, code);
  observeFailure(observations, { stage: entry.stage, code, message, origin, raw: text });
  quarantine.write({ stage: entry.stage, code, message, origin, sample: asideSample(sample) });
}

function quarantineRecord(
  entry: StageLedger,
  result: Extract<ReadResult, { error: unknown }>,
  observations: Observations,
  quarantine: AsideWriter,
): void {
  const { code, message, origin } = result.error;
  count(entry.failed, code);
  const text = result.raw.toString("utf8");
  const exact = Buffer.from(text).equals(result.raw);
  observeFailure(observations, { stage: entry.stage, code, message, origin, raw: text });
  quarantine.write({
    stage: entry.stage,
    code,
    message,
    origin,
    ...(exact ? { raw: text } : { rawBase64: result.raw.toString("base64") }),
  });
}
