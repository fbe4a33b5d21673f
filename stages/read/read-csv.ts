/**
 * Reads CSV and TSV: records become samples, columns their fields. Encoding, delimiter and compression are told from the content.
 *
 * A line feed may stand inside a quoted field, so a file is always read from its start; a split of a large one passes over what
 * stands before it (`SplitWindow`).
 */
import { z } from "zod";
import { defineSource, type ReadResult, type Split } from "../../pipeline/contracts/stage.js";
import { decompress, detectCompression, isUnpacked } from "../../pipeline/storage/compression/compression.js";
import { CompressionFailure } from "../../pipeline/storage/compression/compression-failure.js";
import { readBytes, readHead, sizeOfFile } from "../../pipeline/storage/read-bytes.js";
import { asUtf8, peek, skipBytes } from "./bytes/block-streams.js";
import { encodingOf, readMark, sniffBytes } from "./bytes/encoding.js";
import { brokenMessage, keptRawBytes, wrongPacking } from "./bytes/failure.js";
import { adviceFor, foreignFormat } from "./bytes/foreign-format.js";
import { csvEndings } from "./bytes/packed-endings.js";
import { isPart, SplitWindow } from "./bytes/split-window.js";
import { expectUnchanged } from "./bytes/unchanged.js";
import { CsvCutter, type CsvPlace, type CsvSink } from "./csv/csv-cutter.js";
import { detectDelimiter } from "./csv/csv-dialect.js";
import { batchParameter, encodingParameter, recordLimitParameter } from "./read-parameters.js";
import {
  columnParameters,
  type Row,
  RowProblem,
  RowRecords,
  setOwn,
  utf8Text,
  wantedColumns,
} from "./records/row-records.js";

const parameters = z.strictObject({
  ...columnParameters,
  delimiter: z
    .string()
    .regex(/^(auto|[\x01-\x7e])$/, "one ASCII character, or auto")
    .default("auto")
    .describe("Character between fields; auto tells comma, tab, semicolon and bar from the first records."),
  columns: z
    .array(z.string())
    .default([])
    .describe("Names of the columns, for files whose first record is not their header."),
  encoding: encodingParameter,
  "max-record-bytes": recordLimitParameter(16 * 2 ** 20, 256 * 2 ** 20),
  "batch-bytes": batchParameter(4 * 2 ** 20, "texts", 2 ** 28),
});

type Params = z.output<typeof parameters>;

export const readCsv = defineSource({
  name: "read-csv",
  summary:
    "Reads CSV and TSV with quoted fields and line ends in them; bad records are told with their line.",
  source: "RFC 4180 (CSV); IANA text/tab-separated-values",
  parameters,
  cost: { memoryBytes: 64 << 20 },
  endings: csvEndings,
  divisible: () => false,
  unwinds: () => true,
  read: readSplit,
});

async function* readSplit(split: Split, params: Params): AsyncGenerator<readonly ReadResult[]> {
  const { file } = split;
  const size = await sizeOfFile(file);
  const part = isPart(split, size);
  if (part) expectUnchanged(split, size);
  const records = new RowRecords(split, params, "read-csv");
  const refuse = (code: string, message: string, raw: Buffer): readonly ReadResult[] => {
    if (split.start === 0) records.failed(code, message, 0, Buffer.from(raw.subarray(0, 64)));
    return records.take();
  };
  const compression = detectCompression(await readHead(file, 6));
  if (!isUnpacked(compression)) {
    yield refuse(...wrongPacking(compression), Buffer.alloc(0));
    return;
  }
  const from = { place: 0 };
  const unpacked = decompress((at) => readBytes(file, at), compression, from);
  const { head, rest, close } = await peek(unpacked, sniffBytes, from);
  const foreign = detectCompression(head) === "none" ? foreignFormat(head) : "compressed twice";
  const encoding = encodingOf(head, params.encoding);
  if (foreign !== undefined || encoding === "utf-32") {
    await close();
    const problem = foreign ?? "in UTF-32";
    yield refuse("unsupported-format", `the file is ${problem}; expected CSV: ${adviceFor(problem)}`, head);
    return;
  }
  const mark = readMark(head);
  const transcoded = encoding !== "utf-8";
  const unmarked = skipBytes(rest, mark.encoding === encoding ? mark.bytes : 0);
  const text = await peek(transcoded ? asUtf8(unmarked, encoding) : unmarked, sniffBytes, from);
  const delimiter =
    params.delimiter === "auto"
      ? detectDelimiter(text.head, text.head.length < sniffBytes)
      : params.delimiter.charCodeAt(0);
  const window = part ? new SplitWindow(split, size, compression === "none" && !transcoded) : undefined;
  const rows = new CsvRows(records, file, params, transcoded, window);
  let offset = transcoded ? 0 : mark.bytes;
  const cutter = new CsvCutter(rows, { delimiter, maxBytes: params["max-record-bytes"], offset });
  let failure: CompressionFailure | undefined;
  try {
    for await (const block of text.rest) {
      window?.arrived(offset, from.place);
      offset += block.length;
      cutter.push(block);
      if (records.waiting >= params["batch-bytes"]) yield records.take();
      if (window?.past === true) break;
    }
  } catch (error) {
    if (!(error instanceof CompressionFailure)) throw error;
    failure = error;
  }
  if (window?.past !== true) {
    const rest = cutter.end(failure !== undefined);
    if (failure !== undefined && window?.owns(offset) !== false)
      records.failedAt(
        failure.code,
        brokenMessage(failure),
        `${file}@${failure.offset}`,
        Buffer.from(rest.subarray(0, keptRawBytes)),
      );
  }
  yield records.take();
}

/** Records by the names of their columns. */
class CsvRows implements CsvSink {
  private names: readonly string[];
  private wanted: ReadonlySet<string> = new Set();

  constructor(
    private readonly records: RowRecords,
    private readonly file: string,
    private readonly params: Params,
    /** U+FFFD stands for bytes that were not valid. */
    private readonly refuseReplacement: boolean,
    /** What of the file is read; all where there is none. */
    private readonly window: SplitWindow | undefined,
  ) {
    this.names = [];
    if (params.columns.length > 0) this.name(params.columns);
  }

  wants(offset: number): boolean {
    return this.names.length === 0 || this.window?.owns(offset) !== false;
  }

  record(fields: readonly Buffer[], place: CsvPlace, raw: Buffer): void {
    if (this.names.length === 0) {
      const names = fields.map((field) => field.toString("utf8"));
      this.name(names);
      // All of the file would be its header. A quoted name may hold one.
      if (names.some((name) => /\r(?!\n)/.test(name) && !raw.includes(quoted(name))))
        this.failed(
          "bad-line-ends",
          "lines end in a carriage return alone; expected a line feed: convert the file, such as with mac2unix",
          raw,
          place,
        );
      return;
    }
    this.records.row(place.offset, () => this.rowOf(fields), `${this.file}:${place.line}`, raw);
  }

  failed(code: string, message: string, raw: Buffer, place: CsvPlace): void {
    if (this.window?.owns(place.offset) === false) return;
    this.records.failedAt(code, message, `${this.file}:${place.line}`, Buffer.from(raw));
  }

  /** Columns without a name, or with one that came before, get one that tells their place. */
  private name(names: readonly string[]): void {
    const seen = new Set<string>();
    this.names = names.map((own, index) => {
      const name = own.trim() === "" ? `column ${index + 1}` : own.trim();
      const free = seen.has(name) ? `${name} (column ${index + 1})` : name;
      seen.add(free);
      return free;
    });
    this.wanted = new Set(wantedColumns(this.names, this.params));
  }

  private rowOf(fields: readonly Buffer[]): Row {
    const { names } = this;
    if (fields.length !== names.length)
      throw new RowProblem(
        "wrong-columns",
        `the record has ${fields.length} fields; expected ${names.length}, as in the header`,
      );
    const row: Record<string, string | null> = {};
    names.forEach((name, index) => {
      const field = fields[index];
      if (field === undefined || !this.wanted.has(name)) return;
      const value = utf8Text(field, name);
      if (this.refuseReplacement && value.includes("\uFFFD"))
        throw new RowProblem(
          "invalid-encoding",
          "bytes of the record are not valid in the encoding of the file; expected text: mend it, or name the encoding (read-csv encoding)",
        );
      // An empty field is how CSV says that there is nothing; an empty text stays a text.
      setOwn(row, name, value === "" && !this.isText(name) ? null : value);
    });
    return row;
  }

  private isText(name: string): boolean {
    return name === this.params.text || (this.params.text === "content" && name === "text");
  }
}

function quoted(field: string): string {
  return `"${field.replaceAll('"', '""')}"`;
}
