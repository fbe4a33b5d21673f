/** The dataset's index, put together from what the index tasks left, and from earlier indexes where the recipe asks for all. */
import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { sealFile } from "../storage/sha256.js";
import {
  damagedIndex,
  emptyIndex,
  type IndexFile,
  type IndexPart,
  indexFile,
  indexFolder,
  indexText,
  readIndex,
} from "../stored/index-file.js";
import { indexedStages } from "../stored/indexed-stages.js";
import { padded, payloadFolder } from "./folders.js";
import type { Job } from "./job.js";
import { expectReceipt, publishFolder, publishText } from "./receipts.js";
import { temporaryPath } from "./temporaries.js";

/** Publishes the parts, then `index.json` that names them. Earlier parts come first, in the order of `against`. */
export async function publishIndex(job: Job): Promise<void> {
  const { plan, output, stages } = job;
  if (plan.indexed.length === 0) return;
  const folder = join(output, indexFolder);
  const earlier = plan.recipe.index === "all" ? plan.recipe.against.map(readIndex) : [];
  const sections: Record<string, IndexFile["stages"][string]> = {};
  for (const { stage, name, settings } of indexedStages(plan.recipe, stages)) {
    const parts = new Map<string, IndexPart>();
    for (const index of earlier) {
      for (const part of index.content.stages[name]?.parts ?? []) {
        if (parts.has(part.folder)) continue;
        parts.set(part.folder, part);
        await copyPart(index.folder, folder, part);
      }
    }
    for (const { index } of plan.splits) {
      const { facts } = expectReceipt(output, plan, `index-${stage}`, index);
      if (facts.documents === 0) continue;
      const part: IndexPart = {
        folder: `${name}/${plan.hash.slice(0, 12)}-${padded(index)}`,
        run: `${plan.recipe.name}@${plan.hash.slice(0, 12)}`,
        documents: Number(facts.documents),
        files: JSON.parse(String(facts.files)) as IndexPart["files"],
      };
      parts.set(part.folder, part);
      publishFolder(payloadFolder(output, `index-${stage}`, index), join(folder, part.folder));
    }
    sections[name] = { settings, parts: [...parts.values()] };
  }
  publishText(join(folder, indexFile), indexText({ ...emptyIndex(), stages: sections }));
}

async function copyPart(from: string, into: string, { folder, files }: IndexPart): Promise<void> {
  const target = join(into, folder);
  if (existsSync(target)) return;
  const temporary = temporaryPath(target);
  rmSync(temporary, { recursive: true, force: true });
  for (const { file, sha256 } of files) {
    const [source, path] = [join(from, folder, file), join(temporary, file)];
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(source, path);
    if ((await sealFile(path)).sha256 !== sha256) throw damagedIndex(source, "a checksum does not match");
  }
  publishFolder(temporary, target);
}
