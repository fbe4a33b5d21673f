/** An index task: what a barrier kept of one split, as a part of the dataset's index. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { makeSample } from "../../contracts/sample.js";
import { readSpill, SpillWriter } from "../../storage/spills/spill.js";
import { documentsFile } from "../../stored/index-file.js";
import { payloadFolder } from "../folders.js";
import { type Job, type TaskResult, withoutSamples } from "../job.js";
import { checkedFiles } from "./checked-files.js";
import { barrierAt } from "./match-task.js";
import { removedBefore } from "./removals.js";

export async function runIndex(job: Job, split: number, stage: number, folder: string): Promise<TaskResult> {
  const { barrier, segment, params, sketches } = barrierAt(job, stage);
  if (barrier.stored === undefined) throw new Error(`${barrier.name} has no index`);
  const sketch = sketches.splits[sketches.stored + split];
  if (sketch === undefined) throw new Error(`no sketch of split ${split}`);
  const isRemovedHere = removedBefore(job.output, [stage]);
  // Samples that earlier barriers removed took no part in this one, so it kept nothing of them.
  const stays = (ordinal: number): boolean =>
    !sketches.isRemoved(split, ordinal) && !isRemovedHere(split, ordinal);

  const numbers = new Float64Array(sketch.samples).fill(-1);
  mkdirSync(folder, { recursive: true });
  const documents = new SpillWriter(join(folder, documentsFile));
  const arraysOf = barrier.stored.arrays?.(params);
  let ordinal = 0;
  for (const batch of readSpill(join(payloadFolder(job.output, `stream-${segment}`, split), "spill"))) {
    for (const { sample } of batch) {
      const { id, source, origin, url, text } = sample;
      if (stays(ordinal)) {
        numbers[ordinal] = documents.samples;
        documents.write(makeSample({ id, source, origin, url, text: "", arrays: arraysOf?.(text) ?? {} }));
      }
      ordinal++;
    }
  }
  documents.finish();
  barrier.stored.copy(sketch.folder, folder, (number) => {
    const renumbered = numbers[number] ?? -1;
    return renumbered < 0 ? undefined : renumbered;
  });
  const files = await checkedFiles(folder);
  return withoutSamples({ documents: documents.samples, files: JSON.stringify(files) });
}
