/** Reads protein (or other) sequences from FASTA: a header line `>id description`, then lines of residues. */
import { isUtf8 } from "node:buffer";
import { z } from "zod";
import { makeSample } from "../../pipeline/contracts/sample.js";
import { defineSource, type ReadResult, type Split } from "../../pipeline/contracts/stage.js";
import {
  decompressFile,
  detectCompression,
  isUnpacked,
} from "../../pipeline/storage/compression/compression.js";
import { CompressionFailure } from "../../pipeline/storage/compression/compression-failure.js";
import { readHead } from "../../pipeline/storage/read-bytes.js";
import { brokenMessage, failure, wrongPacking } from "./bytes/failure.js";
import { packedEndings } from "./bytes/packed-endings.js";
import { batchParameter, limitParameter } from "./read-parameters.js";
import { fileId } from "./records/file-id.js";

const parameters = z.strictObject({
  "max-record-bytes": limitParameter(
    16 * 2 ** 20,
    "Sequences above this many bytes are quarantined; the longest known protein has 45,000 residues.",
  ),
  "batch-bytes": batchParameter(2 ** 20, "sequences"),
});

type Params = z.output<typeof parameters>;

export const readFasta = defineSource({
  name: "read-fasta",
  summary:
    "Reads FASTA sequences, plain or packed; the first word of the header is the id, the rest the title.",
  source: "Pearson and Lipman 1988 (FASTA); UniProtKB headers `db|accession|name description OS=...`",
  parameters,
  cost: { memoryBytes: 32 << 20 },
  endings: packedEndings(".fasta", ".fa", ".faa"),
  divisible: () => false,
  read: readSplit,
});

interface Record {
  readonly header: Buffer;
  readonly offset: number;
  lines: string[];
  bytes: number;
}

async function* readSplit(split: Split, params: Params): AsyncGenerator<readonly ReadResult[]> {
  const { file } = split;
  const compression = detectCompression(await readHead(file, 6));
  if (!isUnpacked(compression)) {
    yield [failure(`${file}@0`, ...wrongPacking(compression))];
    return;
  }
  let results: ReadResult[] = [];
  let held = 0;
  let record: Record | undefined;
  const close = (): void => {
    if (record === undefined) return;
    results.push(resultOf(split, record, params["max-record-bytes"]));
    held += record.bytes;
    record = undefined;
  };
  try {
    for await (const { line, offset } of linesOf(
      decompressFile(file, compression),
      params["max-record-bytes"],
    )) {
      if (line.startsWith(">")) {
        close();
        const header = Buffer.from(line.slice(1), "latin1");
        record = { header, offset, lines: [], bytes: line.length };
      } else if (record !== undefined) {
        record.bytes += line.length;
        if (record.bytes <= params["max-record-bytes"]) record.lines.push(line.trim());
      } else if (line.trim() !== "") {
        const message = "residues stand before the first header; expected a line that begins with >";
        results.push(failure(`${file}@${offset}`, "no-header", message, Buffer.from(line, "latin1")));
      }
      if (held >= params["batch-bytes"]) {
        yield results;
        results = [];
        held = 0;
      }
    }
    close();
  } catch (error) {
    if (!(error instanceof CompressionFailure)) throw error;
    // The sequence at hand may be half.
    results.push(failure(`${file}@${error.offset}`, error.code, brokenMessage(error), record?.header));
  }
  if (results.length > 0) yield results;
}

function resultOf(split: Split, { header, offset, lines, bytes }: Record, maxBytes: number): ReadResult {
  const origin = `${split.file}@${offset}`;
  if (bytes > maxBytes)
    return failure(origin, "record-too-large", `the sequence has more than ${maxBytes} bytes`, header);
  const text = lines.join("");
  if (text === "") return failure(origin, "empty-sequence", "the header is followed by no residues", header);
  const words = header.toString(isUtf8(header) ? "utf8" : "latin1").trim();
  const [name = "", ...rest] = words.split(/\s+/);
  const title = rest.join(" ");
  const sample = makeSample({
    id: name === "" ? `${fileId(split)}#${offset}` : name,
    source: split.input,
    origin,
    text,
    title: title === "" ? undefined : title,
  });
  return { sample, bytes };
}

/** Lines with their byte offsets; what is longer than the limit comes in pieces. Each byte is a character. */
async function* linesOf(
  blocks: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<{ readonly line: string; readonly offset: number }> {
  let rest = "";
  let offset = 0;
  for await (const block of blocks) {
    rest += block.toString("latin1");
    let start = 0;
    for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n", start)) {
      yield { line: rest.slice(start, end), offset: offset + start };
      start = end + 1;
    }
    if (rest.length - start > maxBytes) {
      yield { line: rest.slice(start), offset: offset + start };
      start = rest.length;
    }
    offset += start;
    rest = rest.slice(start);
  }
  if (rest !== "") yield { line: rest, offset };
}
