/**
 * The stored index of a dataset: what its deduplication kept, so that a later run finds what is like it without its texts.
 *
 *     index/index.json                     what there is, with bytes and SHA-256 of each file
 *     index/STAGE/PLAN-SPLIT/              a part: the documents of one split that STAGE kept
 *         documents, documents.offsets     ids, sources, origins and addresses, and arrays that the stage asked for: a spill
 *                                          (storage/spills/spill.ts) without texts; record N is document N
 *         *.run                            sketches with these numbers (storage/sorted-runs/sorted-run.ts, stages/dedup/matching/stored-runs.ts)
 *
 * A part never changes: forgetting documents writes another one.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../contracts/errors.js";
import { isRemote } from "../storage/location.js";

/** Folder of the index in a dataset. */
export const indexFolder = "index";
export const indexFile = "index.json";
/** Name of the spill of documents in a part. */
export const documentsFile = "documents";

const relativePath = z.string().regex(/^[\w.-]+(\/[\w.-]+)*$/, "a path below the index");

const part = z.object({
  folder: relativePath,
  /** Recipe and plan of the run that kept the documents: `NAME@PLAN`. */
  run: z.string(),
  documents: z.int().min(1),
  files: z.array(z.object({ file: z.string(), bytes: z.int().min(0), sha256: z.string() })),
});

const schema = z.object({
  format: z.literal("wudao-index"),
  version: z.literal(1),
  /** The parts of each stage, by its name; a stage that a recipe uses twice is `NAME-2` the second time. */
  stages: z.record(
    z.string(),
    z.object({ settings: z.record(z.string(), z.json()), parts: z.array(part).readonly() }),
  ),
});

export type IndexFile = z.output<typeof schema>;
export type IndexPart = z.output<typeof part>;

export interface StoredIndex {
  /** The folder that its parts are relative to. */
  readonly folder: string;
  readonly content: IndexFile;
  /** SHA-256 of `index.json`, which names that of every file. */
  readonly sha256: string;
}

/**
 * Reads the index of a dataset, or of a folder that is one, and looks whether all files are there.
 *
 * @throws UserError `no-index`, `damaged-index`
 */
export function readIndex(dataset: string): StoredIndex {
  if (isRemote(dataset)) {
    throw new UserError(
      "no-index",
      "a stored index is read from a disk, and this one lies in a store",
      "Copy the folder `index` of the dataset to a disk and name that",
      { file: dataset },
    );
  }
  const folder = existsSync(join(dataset, indexFile)) ? dataset : join(dataset, indexFolder);
  const path = join(folder, indexFile);
  if (!existsSync(path)) {
    throw new UserError(
      "no-index",
      "there is no stored index",
      "Name a dataset that was made with `index: kept` (or --index kept); a run without it cannot be matched against later",
      { file: dataset },
    );
  }
  const text = readFileSync(path, "utf8");
  const content = checkContent(text, path);
  for (const { parts } of Object.values(content.stages)) {
    for (const { folder: partFolder, files } of parts) {
      for (const { file, bytes } of files) {
        const size = statSync(join(folder, partFolder, file), { throwIfNoEntry: false })?.size;
        if (size === bytes) continue;
        const problem = size === undefined ? "is missing" : `has ${size} bytes, expected ${bytes}`;
        throw damagedIndex(join(folder, partFolder, file), `a file of the index ${problem}`);
      }
    }
  }
  return { folder, content, sha256: createHash("sha256").update(text).digest("hex") };
}

function checkContent(text: string, path: string): IndexFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damagedIndex(path, "it is no JSON");
  }
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw damagedIndex(path, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
}

/** The error for a file of an index that is not what was written. */
export function damagedIndex(file: string, problem: string): UserError {
  return new UserError(
    "damaged-index",
    `the stored index is damaged: ${problem}`,
    "Restore it from a copy, or make it again with the run that made it",
    { file },
  );
}

export function emptyIndex(): IndexFile {
  return { format: "wudao-index", version: 1, stages: {} };
}

/** The text of `index.json`: the same content gives the same bytes. */
export function indexText(content: IndexFile): string {
  return `${JSON.stringify(content, null, 1)}\n`;
}
