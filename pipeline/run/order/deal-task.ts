/** The first pass of an ordering: the units of one part, dealt to buckets by their new places. */

import { ownBatch, type RowBatch } from "../../contracts/rows.js";
import { DealtRowsWriter, type KeyedBatch } from "../../storage/spills/dealt-rows.js";
import { type Job, type TaskResult, withoutSamples } from "../job.js";
import { arrange, shareOf } from "./arrangement.js";
import { chooseUnits } from "./broken-pass.js";
import { copiesOf } from "./copies.js";
import { pickRows, type RowPick, rowBytes } from "./pick-rows.js";
import { runReader } from "./run-reader.js";

/** Bytes of units that are held before they are written as a run. */
const runBytes = 64 << 20;

interface Dealt extends RowPick {
  readonly key: number;
}

/** The first row of the run that is being dealt. */
interface RunStart {
  readonly run: number | undefined;
  readonly ordinal: number;
}

export async function runDeal(job: Job, stage: number, index: number, folder: string): Promise<TaskResult> {
  const { units, shares, sources, shuffles, buckets } = arrange(job, stage);
  const part = units.parts[index];
  if (part === undefined) throw new Error(`no part ${index} to deal`);
  const { epochs, fractionOf } = shareOf(shares, part.source);
  const { seed } = job.plan.recipe;
  const placing = { seed, epochs, shuffles };
  const whole = sources.find(({ source }) => source === part.source)?.units ?? 0;
  let ahead = 0;
  for (const earlier of units.parts.slice(0, index))
    if (earlier.source === part.source) ahead += earlier.units;

  const runOf = runReader(units.columns);
  const broken = { seed, fraction: epochs - Math.floor(epochs), measure: fractionOf, ahead };
  const again = await chooseUnits(part, broken, runOf);
  const writer = new DealtRowsWriter(folder, buckets);
  let held: RowBatch[] = [];
  let dealt: Dealt[] = [];
  let bytes = 0;
  const flush = (): void => {
    if (dealt.length > 0) writer.writeRun(blocksOf(held, dealt, buckets));
    held = [];
    dealt = [];
    bytes = 0;
  };
  let first: RunStart = { run: undefined, ordinal: 0 };
  let ordinal = 0;
  let copied = 0;
  let amount = 0;
  for await (const { batch, amounts } of part.read()) {
    for (let row = 0; row < batch.rows; row++) {
      const run = runOf(batch, row);
      if (run === undefined || run !== first.run) first = { run, ordinal };
      // Rows that must stay together get the keys of the first of them. The sort is stable, so they stay together.
      const place = whole === 0 ? 0 : (ahead + first.ordinal) / whole;
      const isChosen = again.has(first.ordinal);
      const keys = copiesOf({ isChosen, slice: index, ordinal: first.ordinal, place }, placing);
      for (const key of keys) {
        dealt.push({ batch: held.length, row, key });
        bytes += rowBytes(batch, row);
      }
      copied += keys.length;
      amount += keys.length * amounts[row]!;
      ordinal++;
    }
    held.push(ownBatch(batch));
    if (bytes >= runBytes) flush();
  }
  flush();
  writer.finish();
  return withoutSamples({
    source: part.source ?? "",
    units: copied,
    amount,
    buckets,
    parts: units.parts.length,
  });
}

function* blocksOf(
  held: readonly RowBatch[],
  dealt: Dealt[],
  buckets: number,
): Generator<readonly [number, KeyedBatch]> {
  dealt.sort((a, b) => a.key - b.key);
  for (let from = 0; from < dealt.length; ) {
    const bucket = bucketOf(dealt[from]!.key, buckets);
    let to = from + 1;
    while (to < dealt.length && bucketOf(dealt[to]!.key, buckets) === bucket) to++;
    const picks = dealt.slice(from, to);
    yield [bucket, { keys: Float64Array.from(picks, ({ key }) => key), batch: pickRows(held, picks) }];
    from = to;
  }
}

function bucketOf(key: number, buckets: number): number {
  return Math.min(buckets - 1, Math.floor(key * buckets));
}
