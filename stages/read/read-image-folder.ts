/** Reads folders of pictures with the notes that stand beside each under its name: `cat.jpg`, `cat.txt`, `cat.json`. */
import { basename, dirname, extname, join } from "node:path";
import { z } from "zod";
import { defineSource, type ReadResult, type Split } from "../../pipeline/contracts/stage.js";
import { readAhead, readHead, sizeOfFile } from "../../pipeline/storage/read-bytes.js";
import { failure } from "./bytes/failure.js";
import { inBatches } from "./bytes/result-batches.js";
import { isImageName, pictureEndings } from "./pictures/member-names.js";
import { type NamedBytes, textsOf } from "./pictures/picture-texts.js";
import { batchParameter, limitParameter, noteParameters } from "./read-parameters.js";
import { fileId } from "./records/file-id.js";
import { imageSample } from "./records/image-sample.js";

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
  endings: [...pictureEndings, ".txt", ".json"],
  divisible: () => false,
  gathers: (file) => join(dirname(file), basename(file).replace(/\..*$/s, "")),
  read: readSplit,
});

async function* readSplit(split: Split, params: Params): AsyncGenerator<readonly ReadResult[]> {
  yield* inBatches(readGroups(split, params), params["batch-bytes"]);
}

async function* readGroups(split: Split, params: Params): AsyncGenerator<ReadResult> {
  const groups = new Map<string, string[]>();
  for (const file of split.files ?? [split.file]) {
    const stem = stemOf(file);
    const group = groups.get(stem);
    if (group === undefined) groups.set(stem, [file]);
    else group.push(file);
  }
  const ordered = [...groups.values()].flat();
  let at = 0;
  for (const [stem, files] of groups) {
    readAhead(ordered.slice(at));
    at += files.length;
    yield* await readGroup(stem, files, split, params);
  }
  readAhead([]);
}

/** `cat.txt` and `cat.jpg.txt` both belong to `cat.jpg`. */
function stemOf(file: string): string {
  const stem = file.slice(0, file.lastIndexOf("."));
  return !isImageName(file) && isImageName(stem) ? stem.slice(0, stem.lastIndexOf(".")) : stem;
}

interface GroupFile extends NamedBytes {
  readonly file: string;
}

async function readGroup(
  stem: string,
  files: readonly string[],
  split: Split,
  params: Params,
): Promise<readonly ReadResult[]> {
  const members: GroupFile[] = [];
  for (const file of files) {
    const name = basename(file);
    const bytes = await sizeOfFile(file);
    if (bytes > params["max-file-bytes"]) {
      const message = `"${name}" has ${bytes} bytes, the limit is ${params["max-file-bytes"]}`;
      return [failure(file, "over-size", message)];
    }
    const extension = extname(file).slice(1).toLowerCase();
    members.push({ file, name, extension, body: await readHead(file, bytes) });
  }
  const pictures = members.filter(({ name }) => isImageName(name));
  const [first = stem] = files;
  if (pictures.length === 0) {
    const names = members.map(({ name }) => `"${name}"`).join(", ");
    return [failure(first, "no-image", `no picture stands beside ${names}`, members[0]?.body)];
  }
  const texts = textsOf(members, params);
  if ("problem" in texts) return [failure(first, "invalid-json", texts.problem, texts.raw)];
  const id = fileId({ ...split, file: first }).slice(0, stem.length - first.length);
  // The stem of `1.jpg.webp` is the name of another picture.
  const isNamedByStem = pictures.length === 1 && !isImageName(stem);
  const bytesOfGroup = members.reduce((sum, { body }) => sum + body.length, 0);
  return pictures.map(({ file, body }, index) => ({
    sample: imageSample({
      id: isNamedByStem ? id : fileId({ ...split, file }),
      source: split.input,
      origin: file,
      bytes: body,
      ...texts,
    }),
    bytes: index === 0 ? bytesOfGroup : body.length,
  }));
}
