/**
 * Reads plain text, as books and many Chinese corpora come: a file is a document, or each of its paragraphs or lines is one. Charset and
 * compression are told from the content.
 *
 * Plain files of lines may be cut at any byte. Of other files each split goes through what stands before it (`SplitWindow`).
 */
import { isUtf8 } from "node:buffer";
import { z } from "zod";
import { makeSample } from "../../pipeline/sample.js";
import { defineSource, type ReadResult, type Split } from "../../pipeline/stage.js";
import { decompress, detectCompression, isUnpacked } from "../../pipeline/storage/compression.js";
import { CompressionFailure } from "../../pipeline/storage/compression-failure.js";
import { readBytes, readHead, sizeOfFile } from "../../pipeline/storage/read-bytes.js";
import { type Charset, charsetOf } from "../text/charset/declared-charset.js";
import { decodeText } from "../text/charset/decode-text.js";
import { type DetectedCharset, detectCharset } from "../text/charset/detect-charset.js";
import { peek, wholeUnits } from "./block-streams.js";
import { brokenMessage } from "./broken-stream.js";
import { sniffBytes, withoutCutCharacter } from "./encoding.js";
import { failure, keptRawBytes, wrongPacking } from "./failure.js";
import { fileId } from "./file-id.js";
import { adviceFor, foreignFormat } from "./foreign-format.js";
import { HeldBytes } from "./held-bytes.js";
import { LineCutter } from "./line-cutter.js";
import { textEndings } from "./packed-endings.js";
import { ParagraphSink } from "./paragraph-sink.js";
import { batchParameter, recordLimitParameter } from "./read-parameters.js";
import type { RecordPlace, RecordSink } from "./record-sink.js";
import { columnParameters, RowProblem, RowRecords } from "./row-records.js";
import { isPart, SplitWindow } from "./split-window.js";
import { expectUnchanged } from "./unchanged.js";

const parameters = z.strictObject({
  "sample-by": z
    .enum(["document", "paragraph", "line"])
    .default("document")
    .describe(
      "What becomes a sample: document, the whole file; paragraph, lines up to a blank one; line, each line. Blank ones are none.",
    ),
  encoding: z
    .string()
    .refine((name) => name === "auto" || charsetOf(name) !== undefined, "a charset, or auto")
    .default("auto")
    .describe(
      "Charset of the files, such as utf-8, gbk, big5 or utf-16le; auto tells it from a byte order mark or the text (of paragraphs and lines, the first 256 KiB).",
    ),
  "max-record-bytes": recordLimitParameter(32 * 2 ** 20),
  "batch-bytes": batchParameter(2 ** 20, "texts"),
});

type Params = z.output<typeof parameters>;

export const readText = defineSource({
  name: "read-text",
  summary:
    "Reads plain text in any charset, plain or packed: a document a file, or each paragraph or line as one; files that are no text are told.",
  source: "sample-by as in Hugging Face datasets' text loader; charsets of the WHATWG Encoding Standard",
  parameters,
  reasons: { "empty-file": "The file holds no text." },
  cost: { memoryBytes: 128 << 20 },
  endings: textEndings,
  divisible: (file, params) => params["sample-by"] === "line" && /\.txt$/i.test(file),
  unwinds: () => true,
  read: readSplit,
});

async function* readSplit(split: Split, params: Params): AsyncGenerator<readonly ReadResult[]> {
  const { file, start } = split;
  const size = await sizeOfFile(file);
  if (isPart(split, size) || split.divisible) expectUnchanged(split, size);
  const refuse = (code: string, message: string, head?: Buffer): readonly ReadResult[] =>
    start > 0 ? [] : [failure(`${file}@0`, code, message, head?.subarray(0, 64))];
  const compression = detectCompression(await readHead(file, 6));
  if (!isUnpacked(compression)) {
    yield refuse(...wrongPacking(compression));
    return;
  }
  const from = { place: 0 };
  const unpacked = decompress((at) => readBytes(file, at), compression, from);
  const { head, rest, close } = await peek(unpacked, sniffBytes, from);
  // A character of UTF-8 that the end of the head cuts in two says nothing of the charset.
  const begun = withoutCutCharacter(head);
  const told = toldCharset(params, isUtf8(begun) ? begun : head);
  const { charset } = told;
  const isWhole = params["sample-by"] === "document";
  const foreign = foreignIn(head, told, isWhole);
  if (foreign !== undefined) {
    await close();
    yield refuse(
      "unsupported-format",
      `the file is ${foreign}; expected plain text: ${adviceFor(foreign)}`,
      head,
    );
    return;
  }
  // Planned as lines, in splits without number: where their ends cannot be found from any byte on, the first split reads them all.
  const fromAnywhere = split.divisible && compression === "none" && !isWide(charset);
  if (start > 0 && (isWhole || (split.divisible && !fromAnywhere))) await close();
  else if (isWhole) yield [await wholeFile(split, params, rest)];
  else if (fromAnywhere) {
    await close();
    // One byte earlier: a line feed there tells that a line begins at `start`.
    const offset = Math.max(0, start - 1);
    const blocks = readBytes(file, offset);
    yield* readLines(split, params, charset, { blocks, offset, skipFirst: start > 0, limit: split.end });
  } else {
    const window =
      isPart(split, size) && !split.divisible
        ? new SplitWindow(split, size, compression === "none")
        : undefined;
    const limit = Number.POSITIVE_INFINITY;
    yield* readLines(split, params, charset, {
      blocks: rest,
      offset: 0,
      skipFirst: false,
      limit,
      window,
      from,
    });
  }
}

function isWide(charset: Charset): boolean {
  return charset.startsWith("utf-16");
}

type ToldCharset = Pick<DetectedCharset, "charset" | "confidence"> & { readonly evidence: string };

function toldCharset({ encoding }: Params, bytes: Buffer): ToldCharset {
  const charset = charsetOf(encoding);
  return charset === undefined ? detectCharset(bytes) : { charset, confidence: 1, evidence: "recipe" };
}

/** Bytes in which NUL tells that a file is binary; as many as git looks at. */
const binaryBytes = 8000;
/** Any bytes can be read as UTF-16: programs and noise with a confidence of 0.34 at most, five characters of Chinese with 0.97. */
const leastConfidence = 0.5;

function foreignIn(head: Buffer, { charset, confidence }: ToldCharset, isWhole: boolean): string | undefined {
  if (detectCompression(head) !== "none") return "compressed twice";
  if (charset.startsWith("utf-32") && !isWhole) return "in UTF-32";
  const isBinary =
    (isWide(charset) && confidence < leastConfidence) ||
    decodeText(head.subarray(0, binaryBytes), charset).includes("\0");
  return foreignFormat(head) ?? (isBinary ? "binary, or in an encoding that cannot be told" : undefined);
}

/** Bytes that are not valid become U+FFFD, as in pages: a book is not lost for one of them. */
async function wholeFile(split: Split, params: Params, blocks: AsyncIterable<Buffer>): Promise<ReadResult> {
  const { file, input } = split;
  const origin = `${file}@0`;
  const limit = params["max-record-bytes"];
  const held = new HeldBytes(limit);
  try {
    for await (const block of blocks) {
      held.add(block);
      if (!held.tooLarge) continue;
      const message = `the file has more than ${limit} bytes (read-text max-record-bytes); sample-by: paragraph or line reads it in parts`;
      return failure(origin, "record-too-large", message, held.take());
    }
  } catch (error) {
    if (!(error instanceof CompressionFailure)) throw error;
    return failure(origin, error.code, brokenMessage(error), held.take());
  }
  const bytes = held.take();
  const { charset, confidence, evidence } = toldCharset(params, bytes);
  const text = decodeText(bytes, charset);
  if (text.trim() === "")
    return { passedOver: { reason: "empty-file", what: file, origin }, bytes: bytes.length };
  const sample = makeSample({
    id: fileId(split),
    source: input,
    origin,
    text,
    meta: { charset, charsetConfidence: confidence, charsetEvidence: evidence },
  });
  return { sample, bytes: bytes.length };
}

interface LineStream {
  readonly blocks: AsyncIterable<Buffer>;
  /** Of the first byte. */
  readonly offset: number;
  /** Whether it stands inside a line of the split before. */
  readonly skipFirst: boolean;
  /** Lines that begin there or behind it are not read. */
  readonly limit: number;
  /** Where only a part of the stream is read: which, and where the last block came from. */
  readonly window?: SplitWindow | undefined;
  readonly from?: { readonly place: number };
}

async function* readLines(
  split: Split,
  params: Params,
  charset: Charset,
  { blocks, offset, skipFirst, limit, window, from }: LineStream,
): AsyncGenerator<readonly ReadResult[]> {
  const wide = isWide(charset);
  const maxBytes = params["max-record-bytes"];
  const records = new RowRecords(split, asRow, "read-text");
  const lines = new TextRecords(records, split.file, wide ? "utf-16le" : charset, window);
  const paragraphs =
    params["sample-by"] === "paragraph"
      ? new ParagraphSink(lines, {
          isBlank: (line) => lines.textOf(line) === undefined,
          lineFeed: Buffer.from("\n", wide ? "utf16le" : "latin1"),
          maxBytes,
        })
      : undefined;
  const cutter = new LineCutter(paragraphs ?? lines, {
    unitBytes: wide ? 2 : 1,
    offset,
    line: skipFirst ? undefined : 1,
    skipFirst,
    limit,
    maxBytes,
  });
  let reached = offset;
  let broken: CompressionFailure | undefined;
  try {
    for await (const block of wide ? wholeUnits(blocks, charset === "utf-16be") : blocks) {
      window?.arrived(reached, from?.place ?? 0);
      reached += block.length;
      cutter.push(block);
      if (records.waiting >= params["batch-bytes"]) yield records.take();
      if (cutter.done || window?.past === true) break;
    }
  } catch (error) {
    if (!(error instanceof CompressionFailure)) throw error;
    broken = error;
  }
  if (window?.past !== true) {
    const line = cutter.end(broken !== undefined);
    if (broken === undefined) paragraphs?.end();
    else if (window?.owns(reached) !== false) {
      const raw = Buffer.concat([paragraphs?.take() ?? Buffer.alloc(0), line]).subarray(0, keptRawBytes);
      records.failedAt(broken.code, brokenMessage(broken), `${split.file}@${broken.offset}`, raw);
    }
  }
  yield records.take();
}

/** A text is a row of one column. */
const asRow = z.object(columnParameters).parse({});

/** Makes samples of lines, or of paragraphs. */
class TextRecords implements RecordSink {
  constructor(
    private readonly records: RowRecords,
    private readonly file: string,
    private readonly charset: Charset,
    /** What of the file is read; all where there is none. */
    private readonly window: SplitWindow | undefined,
  ) {}

  record(bytes: Buffer, place: RecordPlace): void {
    if (this.window?.owns(place.offset) === false) return;
    const text = this.textOf(bytes);
    if (text === undefined) return;
    this.records.row(
      place.offset,
      () => {
        if (text.includes("\uFFFD") && !(this.charset === "utf-8" && isUtf8(bytes)))
          throw new RowProblem(
            "invalid-encoding",
            `bytes of the text are not valid in ${this.charset}, the encoding of the file; expected text: mend it, or name the encoding (read-text encoding)`,
          );
        return { content: text };
      },
      this.origin(place),
      bytes,
    );
  }

  /** Nothing of what is blank. */
  textOf(bytes: Buffer): string | undefined {
    const text = decodeText(bytes, this.charset);
    return text.trim() === "" ? undefined : text;
  }

  failed(code: string, message: string, raw: Buffer, _size: number, place: RecordPlace): void {
    if (this.window?.owns(place.offset) === false) return;
    this.records.failedAt(code, message, this.origin(place), Buffer.from(raw));
  }

  private origin({ offset, line }: RecordPlace): string {
    return line === undefined ? `${this.file}@${offset}` : `${this.file}:${line}`;
  }
}
