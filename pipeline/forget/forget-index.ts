/** Takes documents out of a stored index: only the parts that hold one are written anew, under other names. */
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { StoredSketches } from "../contracts/stage.js";
import { type Catalogue, findStage } from "../recipe/catalogue.js";
import { checkedFiles } from "../run/barrier/checked-files.js";
import { publishFolder, publishText } from "../run/receipts.js";
import { temporaryPath } from "../run/temporaries.js";
import { readSpill, SpillWriter } from "../storage/spills/spill.js";
import {
  documentsFile,
  type IndexFile,
  type IndexPart,
  indexFile,
  indexFolder,
  indexText,
  readIndex,
} from "../stored/index-file.js";
import { removeOldParts } from "./left-behind.js";
import type { Withdrawn } from "./withdrawn.js";

/** True where the dataset has an index, or the folder is one. */
export function hasIndex(folder: string): boolean {
  return existsSync(join(folder, indexFolder, indexFile)) || existsSync(join(folder, indexFile));
}

/**
 * The new parts are published, then `index.json` that names them, and the old ones go last: stopped anywhere, it can be started
 * again.
 *
 * @returns entries that were taken out; a document has one for each stage that kept it
 */
export async function forgetFromIndex(
  dataset: string,
  withdrawn: Withdrawn,
  catalogue: Catalogue,
): Promise<number> {
  const { folder, content } = readIndex(dataset);
  const stages: Record<string, IndexFile["stages"][string]> = {};
  let entries = 0;
  for (const [name, { settings, parts }] of Object.entries(content.stages)) {
    const stored = await storedOf(name, catalogue);
    const left: IndexPart[] = [];
    for (const part of parts) {
      const gone = forgottenOf(join(folder, part.folder), withdrawn);
      entries += gone.size;
      if (gone.size === 0) left.push(part);
      else if (gone.size < part.documents) left.push(await rewritePart(folder, part, gone, stored));
    }
    stages[name] = { settings, parts: left };
  }
  if (entries > 0) publishText(join(folder, indexFile), indexText({ ...content, stages }));
  removeOldParts(folder, { ...content, stages });
  return entries;
}

async function storedOf(name: string, catalogue: Catalogue): Promise<StoredSketches> {
  const stage = await findStage(catalogue, name.replace(/-\d+$/, ""));
  if (stage.kind !== "barrier" || stage.stored === undefined) throw new Error(`${name} has no index`);
  return stage.stored;
}

function forgottenOf(part: string, withdrawn: Withdrawn): ReadonlySet<number> {
  const gone = new Set<number>();
  let number = 0;
  for (const batch of readSpill(join(part, documentsFile))) {
    for (const { sample } of batch) {
      if (withdrawn.has(sample)) gone.add(number);
      number++;
    }
  }
  return gone;
}

async function rewritePart(
  index: string,
  part: IndexPart,
  gone: ReadonlySet<number>,
  stored: StoredSketches,
): Promise<IndexPart> {
  const [, base = part.folder, revision = "0"] = /^(.*?)(?:-r(\d+))?$/.exec(part.folder) ?? [];
  const folder = `${base}-r${Number(revision) + 1}`;
  const from = join(index, part.folder);
  const temporary = temporaryPath(join(index, folder));
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  const documents = new SpillWriter(join(temporary, documentsFile));
  const numbers = new Map<number, number>();
  let number = 0;
  for (const batch of readSpill(join(from, documentsFile))) {
    for (const { sample } of batch) {
      if (!gone.has(number)) {
        numbers.set(number, documents.samples);
        documents.write(sample);
      }
      number++;
    }
  }
  documents.finish();
  stored.copy(from, temporary, (before) => numbers.get(before));
  const files = await checkedFiles(temporary);
  publishFolder(temporary, join(index, folder));
  return { ...part, folder, documents: documents.samples, files };
}
