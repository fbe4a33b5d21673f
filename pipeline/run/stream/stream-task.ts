/** A stream task: one split through the fused stages of a segment, to what the next phase reads. */
import { statSync } from "node:fs";
import { relative } from "node:path";
import type { Sample } from "../../contracts/sample.js";
import { refuseChangedInputs } from "../../plan/changed-inputs.js";
import { asidePath } from "../folders.js";
import { beat, rest } from "../heartbeat.js";
import type { Job, TaskDescription, TaskResult } from "../job.js";
import { emptyStageLedger, type StageLedger } from "../ledger.js";
import { emptyObservations, lengthBin } from "../observe.js";
import { applyDecisions } from "./apply-decisions.js";
import { AsideWriter } from "./aside.js";
import { Chain, type Entrance, overSize, type TaskOutputs } from "./chain.js";
import { openOutlet } from "./outlets.js";
import { readPieces } from "./read-pieces.js";
import { segmentSteps } from "./segment-steps.js";
import { SetAside } from "./set-aside.js";

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
  const outputs = { observations, aside: new SetAside(observations, rejects, quarantine) };
  const outlet = await openOutlet(job, segment.barriers, task.index, folder);
  const chain = new Chain(
    [...(await segmentSteps(job, segmentIndex)), ...(outlet.step === undefined ? [] : [outlet.step])],
    {
      ...outputs,
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
    // A batch works on several samples at once and limits its own time, so no single sample is marked as being worked on.
    rest(task.heartbeat);
    await chain.drain();
  };
  const before =
    segmentIndex === 0
      ? [await readSource(job, split.index, outputs, { enter, drain })]
      : await applyDecisions(job, segmentIndex, task.index, outputs, { enter, drain });
  rest(task.heartbeat);
  const facts = await outlet.finish();
  outputs.aside.finish();
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
  { observations, aside }: TaskOutputs,
  { enter, drain }: Entrance,
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
        aside.drop(entry, reason, { id: what, source: split.input, origin, text: what }, undefined);
      } else if (!("sample" in result)) {
        const text = result.raw.toString("utf8");
        const isExact = Buffer.from(text).equals(result.raw);
        const kept = isExact ? { raw: text } : { rawBase64: result.raw.toString("base64") };
        aside.failRecord(entry, result.error, text, kept);
      } else if (result.sample.text.length > maxCharacters) {
        // Checked here too, so that the limit holds for recipes without any map or filter.
        aside.fail(entry, overSize(result.sample, maxCharacters), result.sample);
      } else {
        entry.out++;
        entry.units += result.sample.text.length;
        enter(result.sample);
      }
    }
    await drain();
    began = performance.now();
  }
  // Not before: it may have been written anew while it was read.
  refuseChangedInputs(job.plan, [splitIndex]);
  return entry;
}
