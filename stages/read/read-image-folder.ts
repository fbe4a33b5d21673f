/** Reads folders of pictures with the notes that stand beside each under its name: `cat.jpg`, `cat.txt`, `cat.json`. */
import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { UserError } from "../../pipeline/errors.js";
import { defineSource, type ReadResult, type Split } from "../../pipeline/stage.js";
import { imageSample } from "./image-sample.js";
import { isImageName } from "./member-names.js";
import { type NamedBytes, textsOf } from "./picture-texts.js";
import { batchParameter, limitParameter, noteParameters } from "./read-parameters.js";

const parameters = z.strictObject({
  ...noteParameters("file"),
  "max-file-bytes": limitParameter(
    32 * 2 ** 20,
    "Files above this many bytes are not read; their record is quarantined.",
  ),
  "batch-bytes": batchParameter(4 * 2 ** 20),
});

type Params = z.output<typeof parameters>;

export const readImageFolder = defineSource({
  name: "read-image-folder",
  summary: "Reads folders of pictures with captions in .txt or .json files of the same name.",
  source: "The layout of img2dataset's `files` output and of common fine-tuning tools",
  parameters,
  cost: { memoryBytes: 64 << 20 },
  endings: [
    ...[
      ".jpg",
      ".jpeg",
      ".jfif",
      ".png",
      ".apng",
      ".gif",
      ".webp",
      ".bmp",
      ".tif",
      ".tiff",
      ".avif",
      ".heic",
      ".ico",
    ],
    ...[".txt", ".json"],
  ],
  divisible: () => false,
  gathers: (file) => join(dirname(file), basename(file).replace(/\..*$/s, "")),
  read: readSplit,
});

async function* readSplit(split: Split, params: Params): AsyncGenerator<readonly ReadResult[]> {
  const groups = new Map<string, string[]>();
  for (const file of split.files ?? [split.file]) {
    const stem = stemOf(file);
    const group = groups.get(stem);
    if (group === undefined) groups.set(stem, [file]);
    else group.push(file);
  }
  let batch: ReadResult[] = [];
  let bytes = 0;
  for (const [stem, files] of groups) {
    for (const result of await readGroup(stem, files, split, params)) {
      batch.push(result);
      bytes += result.bytes;
    }
    if (bytes < params["batch-bytes"]) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

/** `cat.txt` and `cat.jpg.txt` both belong to `cat.jpg`. */
function stemOf(file: string): string {
  const stem = file.slice(0, file.lastIndexOf("."));
  return !isImageName(file) && isImageName(stem) ? stem.slice(0, stem.lastIndexOf(".")) : stem;
}

function extensionOf(file: string): string {
  return file.slice(file.lastIndexOf(".") + 1).toLowerCase();
}

async function readGroup(
  stem: string,
  files: readonly string[],
  split: Split,
  params: Params,
): Promise<readonly ReadResult[]> {
  const members: NamedBytes[] = [];
  for (const file of files) {
    const bytes = await sizeOf(file);
    if (bytes > params["max-file-bytes"]) {
      const message = `"${basename(file)}" has ${bytes} bytes, the limit is ${params["max-file-bytes"]}`;
      return [failure(file, "over-size", message)];
    }
    members.push({ name: basename(file), extension: extensionOf(file), body: await readWhole(file) });
  }
  const pictures = members.filter(({ name }) => isImageName(name));
  const [first] = files;
  if (pictures.length === 0) {
    const names = members.map(({ name }) => `"${name}"`).join(", ");
    return [failure(first ?? stem, "no-image", `no picture stands beside ${names}`, members[0]?.body)];
  }
  const texts = textsOf(members, params);
  if ("problem" in texts) return [failure(first ?? stem, "invalid-json", texts.problem, texts.raw)];
  const id = join(basename(dirname(stem)), basename(stem));
  const notes = members.reduce((sum, { body }) => sum + body.length, 0);
  return pictures.map(({ name, extension, body }, index) => ({
    sample: imageSample({
      id: pictures.length === 1 ? id : `${id}.${extension}`,
      source: split.input,
      origin: join(dirname(stem), name),
      url: undefined,
      bytes: body,
      ...texts,
    }),
    bytes: index === 0 ? notes : body.length,
  }));
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    throw gone(file, error);
  }
}

async function readWhole(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw gone(file, error);
  }
}

function gone(file: string, error: unknown): UserError {
  return new UserError(
    "unreadable-file",
    `the file cannot be read (${(error as NodeJS.ErrnoException).code ?? "EIO"})`,
    "Check that it is still there and that this user may read it; then run again to resume",
    { file },
  );
}

const keptRawBytes = 64 * 1024;

function failure(origin: string, code: string, message: string, raw?: Buffer): ReadResult {
  const kept = Buffer.from(raw?.subarray(0, keptRawBytes) ?? []);
  return { error: { code, message, origin }, raw: kept, bytes: kept.length };
}
