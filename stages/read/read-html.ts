/** Reads pages that stand in files of their own. */
import { z } from "zod";
import { defineSource, type ReadResult, type Split } from "../../pipeline/contracts/stage.js";
import { readHead, sizeOfFile } from "../../pipeline/storage/read-bytes.js";
import { failure } from "./bytes/failure.js";
import { foreignTo } from "./bytes/foreign-format.js";
import { limitParameter } from "./read-parameters.js";
import { fileId } from "./records/file-id.js";
import { pageSample } from "./web/page-sample.js";

const parameters = z.strictObject({
  "max-file-bytes": limitParameter(32 * 2 ** 20, "Files above this many bytes are quarantined as errors."),
});

type Params = z.output<typeof parameters>;

export const readHtml = defineSource({
  name: "read-html",
  summary: "Reads HTML files, a page a file, with their true charset.",
  source: "WHATWG HTML, §13.2.3 (what tells the encoding), with statistics in its place where that is wrong",
  parameters,
  cost: { memoryBytes: 128 << 20 },
  endings: [".html", ".htm", ".xhtml", ".shtml"],
  divisible: () => false,
  read: readSplit,
});

async function* readSplit(split: Split, params: Params): AsyncGenerator<readonly ReadResult[]> {
  const { file, input } = split;
  const size = await sizeOfFile(file);
  const limit = params["max-file-bytes"];
  if (size > limit) {
    const message = `the file has ${size} bytes, the limit is ${limit} (read-html max-file-bytes)`;
    yield [failure(`${file}@0`, "record-too-large", message, await readHead(file, 1024))];
    return;
  }
  const bytes = await readHead(file, size);
  // Any bytes decode to something: an archive would become a document of noise.
  const foreign = foreignTo("HTML or XML", bytes);
  if (foreign !== undefined) {
    yield [failure(`${file}@0`, "unsupported-format", foreign, bytes.subarray(0, 64))];
    return;
  }
  const page = {
    id: fileId(split),
    source: input,
    origin: `${file}@0`,
    url: undefined,
    contentType: "text/html",
  };
  yield [{ sample: pageSample(bytes, page, {}), bytes: bytes.length }];
}
