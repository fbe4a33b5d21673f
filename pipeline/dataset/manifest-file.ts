/** manifest.json of a finished dataset, read as data from outside: nothing in it is trusted before it was checked. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../contracts/errors.js";

const count = z.int().min(0);
const listItem = z.enum(["uint8", "uint16", "int32", "float16", "float32"]);

const columnType = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("fixed-list"), item: listItem, length: z.int().min(1) }),
  z.object({ kind: z.literal("list"), item: listItem }),
  z.object({ kind: z.literal("utf8") }),
  z.object({ kind: z.literal("image") }),
  z.object({ kind: z.literal("int64") }),
  z.object({ kind: z.literal("float64") }),
]);

const publishedFile = z.object({
  file: z.string().regex(/^[^/\\]+$/, "a file name without a folder"),
  bytes: count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits"),
});

const shard = publishedFile.extend({
  rows: count,
  /** The file beside the shard that some formats need to be read. */
  index: publishedFile.optional(),
  /** The file that leads from its rows to their documents. */
  origins: publishedFile
    .extend({ file: z.string().regex(/^origins\/[^/\\]+$/, "a file in origins/") })
    .optional(),
});

const recipe = z.object({
  name: z.string(),
  seed: z.int().min(0),
  rejects: z.enum(["keep", "none"]),
  decide: z.enum(["now", "later", "stored"]).default("now"),
  stages: z
    .array(
      z.object({
        stage: z.string(),
        module: z.string().optional(),
        params: z.record(z.string(), z.unknown()),
      }),
    )
    .min(2),
});

const mixture = z.object({
  of: z.enum(["documents", "rows"]),
  measure: z.enum(["tokens", "characters"]),
  wanted: count,
  got: count,
  sources: z.array(
    z.object({
      source: z.string(),
      units: count,
      available: count,
      epochs: z.number().min(0),
      wanted: count,
      got: count,
      taken: count,
    }),
  ),
});

const manifestSchema = z.object({
  format: z.literal("wudao-dataset"),
  version: z.literal(1),
  sink: z.string(),
  columns: z.array(z.object({ name: z.string(), type: columnType, nullable: z.boolean() })).min(1),
  facts: z.record(z.string(), z.union([z.number(), z.string()])),
  mixture: mixture.optional(),
  rows: count,
  tokens: count,
  bytes: count,
  shards: z.array(shard).min(1),
  plan: z.string(),
  recipe,
  resources: z.array(z.object({ file: z.string(), sha256: z.string() })),
});

/** The parts of the manifest (pipeline/run/finish.ts) that readers of a dataset use. */
export type DatasetManifest = z.output<typeof manifestSchema>;

export type ShardEntry = DatasetManifest["shards"][number];

export type PublishedFile = z.output<typeof publishedFile>;

/**
 * @throws UserError `no-dataset` when the folder or its manifest is not there; `bad-manifest` when the manifest is no
 *   JSON or does not say what a manifest of this version says
 */
export async function readManifest(folder: string): Promise<DatasetManifest> {
  const file = join(folder, "manifest.json");
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) {
    throw new UserError("no-dataset", "there is no such folder", "Give the output folder of a finished run", {
      file: folder,
    });
  }
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UserError(
      "no-dataset",
      `the folder has no readable manifest.json (${error.code ?? "EIO"}): it holds no dataset, or its run did not finish`,
      "Give the output folder of a finished run; an unfinished one goes on with the same `wudao run`",
      { file: folder },
    );
  });
  return checkManifest(parseJson(text, file), file);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badManifest(`no JSON: ${error instanceof Error ? error.message : String(error)}`, file);
  }
}

function checkManifest(value: unknown, file: string): DatasetManifest {
  const version = z.object({ format: z.literal("wudao-dataset"), version: z.int() }).safeParse(value);
  if (version.success && version.data.version !== 1) {
    throw new UserError(
      "bad-manifest",
      `the manifest has version ${version.data.version}, this program reads version 1`,
      "Use the release of wudao-corpus that wrote it, or a newer one",
      { file },
    );
  }
  const checked = manifestSchema.safeParse(value);
  if (checked.success) return checked.data;
  throw badManifest(
    checked.error.issues
      .slice(0, 3)
      .map(({ path, message }) => `${path.length === 0 ? "" : `${path.join(".")}: `}${message}`)
      .join("; "),
    file,
  );
}

function badManifest(problem: string, file: string): UserError {
  return new UserError(
    "bad-manifest",
    `the manifest is damaged or was edited (${problem})`,
    "Restore it, or run the recipe again",
    { file },
  );
}
