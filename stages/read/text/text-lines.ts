/** Plain text of which each line, or each paragraph, is a document. */
import { isUtf8 } from "node:buffer";
import { z } from "zod";
import type { ReadResult, Split } from "../../../pipeline/contracts/stage.js";
import { CompressionFailure } from "../../../pipeline/storage/compression/compression-failure.js";
import type { Charset } from "../../text/charset/declared-charset.js";
import { decodeText } from "../../text/charset/decode-text.js";
import { wholeUnits } from "../bytes/block-streams.js";
import { brokenMessage, keptRawBytes } from "../bytes/failure.js";
import { LineCutter } from "../bytes/line-cutter.js";
import type { RecordPlace, RecordSink } from "../bytes/record-sink.js";
import type { SplitWindow } from "../bytes/split-window.js";
import { columnParameters, RowProblem, RowRecords } from "../records/row-records.js";
import { ParagraphSink } from "./paragraph-sink.js";
import { isWide } from "./text-charset.js";

interface LineParameters {
  readonly "sample-by": "document" | "paragraph" | "line";
  readonly "max-record-bytes": number;
  readonly "batch-bytes": number;
}

interface LineStream {
  readonly blocks: AsyncIterable<Buffer>;
  /** Offset of the first byte. */
  readonly offset: number;
  /** Whether it stands inside a line of the split before. */
  readonly skipFirst: boolean;
  /** Lines that begin there or behind it are not read. */
  readonly limit: number;
  /** When only a part of the stream is read: which part, and where the last block came from. */
  readonly window?: SplitWindow | undefined;
  readonly from?: { readonly place: number };
}

export async function* readLines(
  split: Split,
  params: LineParameters,
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
