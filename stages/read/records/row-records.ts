/** Rows of tables (Parquet, Arrow, CSV) -> samples: the parameters that name their columns, and the collector of a split. */
import { isAscii, isUtf8 } from "node:buffer";
import { z } from "zod";
import type { JsonValue, Sample } from "../../../pipeline/contracts/sample.js";
import type { ReadResult, Split } from "../../../pipeline/contracts/stage.js";
import { keptRawBytes } from "../bytes/failure.js";
import { documentParameters } from "../read-parameters.js";
import { fileId } from "./file-id.js";
import { encodedImage } from "./image-sample.js";
import { isOwnRecord, unwrappedColumn } from "./own-record.js";
import { type RecordFields, recordFields, sampleOfRecord, textKeyOf } from "./record-sample.js";

/** The parameters of read-json, with columns in place of fields. */
export const columnParameters = {
  ...documentParameters("Column"),
  meta: z
    .union([z.enum(["all", "none"]), z.array(z.string())])
    .default("all")
    .describe(
      "Other columns that are kept with the sample: all, none, or their names. What is not kept is not read.",
    ),
};

export const imageParameter = {
  image: z
    .string()
    .optional()
    .describe(
      "Column that holds a picture: its bytes, or bytes and path as Hugging Face datasets keep them. Not given: no picture is read.",
    ),
};

export type ColumnParameters = z.output<z.ZodObject<typeof columnParameters>> & {
  readonly image?: string | undefined;
};

/** The columns that the parameters ask for, out of those in the file and in its order. */
export function wantedColumns(names: readonly string[], params: ColumnParameters): string[] {
  if (params.meta === "all") return [...names];
  const fields = recordFields(params);
  const wanted = new Set([...fields.id, fields.title, fields.url, fields.lang, "scores"]);
  wanted.add(textKeyOf(Object.fromEntries(names.map((name) => [name, null])), fields));
  if (params.image !== undefined) wanted.add(params.image);
  if (params.meta !== "none") for (const name of params.meta) wanted.add(name);
  return names.filter((name) => wanted.has(name));
}

/** A row as its file has it: bytes stay bytes. */
export type Cell = JsonValue | Uint8Array | readonly Cell[] | { readonly [key: string]: Cell };
export type Row = Readonly<Record<string, Cell>>;

/** Thrown for a value that a row cannot hold; the row is then quarantined. */
export class RowProblem extends Error {
  override readonly name = "RowProblem";
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** What a row takes beside its text, about. */
const rowBytes = 256;

/** Collects the results of a split, and gives them away in batches. */
export class RowRecords {
  private results: ReadResult[] = [];
  /** Bytes of the texts that wait. */
  waiting = 0;
  private readonly fields: RecordFields;
  private readonly fileId: string;
  /** Columns that must be texts: old files do not say that their bytes are UTF-8. */
  private readonly textual: ReadonlySet<string>;
  private isOwn = false;

  constructor(
    private readonly split: Split,
    private readonly params: ColumnParameters,
    private readonly reader: string,
  ) {
    this.fields = recordFields(params);
    this.fileId = fileId(split);
    const { text, textFallback, id, title, url, lang } = this.fields;
    this.textual = new Set([text, textFallback ?? text, ...id, title, url, lang]);
  }

  /** All columns of the file, for telling datasets of this project: their meta and scores are read as from JSON Lines. */
  set columns(names: readonly string[]) {
    this.isOwn = isOwnRecord((name) => names.includes(name));
  }

  take(): readonly ReadResult[] {
    const results = this.results;
    this.results = [];
    this.waiting = 0;
    return results;
  }

  /**
   * @param number of the row in the file, from 0, or its offset: what tells it from others
   * @param raw what quarantine shows of it; its cells where nothing is given
   */
  row(number: number, read: () => Row, origin = this.originOf(number), raw?: Buffer): void {
    let row: Row | undefined;
    let problem: string;
    try {
      row = read();
      const sample = this.sampleOf(row, number, origin);
      if (typeof sample !== "string") {
        const bytes = 2 * sample.text.length + (sample.image?.bytes.length ?? 0);
        this.results.push({ sample, bytes });
        this.waiting += bytes + rowBytes;
        return;
      }
      problem = sample;
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      problem = `${error.code}: ${error.message}`;
    }
    const colon = problem.indexOf(":");
    const shown = raw ?? Buffer.from(row === undefined ? "" : JSON.stringify(plainRow(row)));
    const kept = Buffer.from(shown.subarray(0, keptRawBytes));
    this.failedAt(problem.slice(0, colon), problem.slice(colon + 2), origin, kept);
  }

  /** Rows that could not be read at all are told once, by the number of the first. */
  failed(code: string, message: string, number: number, raw: Buffer = Buffer.alloc(0)): void {
    this.failedAt(code, message, this.originOf(number), raw);
  }

  failedAt(code: string, message: string, origin: string, raw: Buffer = Buffer.alloc(0)): void {
    this.results.push({ error: { code, message, origin }, raw, bytes: raw.length });
    this.waiting += raw.length + rowBytes;
  }

  private originOf(number: number): string {
    return `${this.split.file}:${number + 1}`;
  }

  private sampleOf(row: Row, number: number, origin: string): Sample | string {
    const { image: imageColumn } = this.params;
    const cell = imageColumn === undefined ? undefined : row[imageColumn];
    const bytes = imageColumn === undefined ? undefined : pictureBytes(cell);
    if (imageColumn !== undefined && bytes === undefined) {
      return `missing-image: "${imageColumn}" holds no bytes of a picture; expected them, or a struct with "bytes" (${this.reader} image names the column)`;
    }
    const record: Record<string, JsonValue> = {};
    for (const name of Object.keys(row)) {
      if (name === imageColumn) continue;
      const value = row[name] ?? null;
      // A null is how a table says that there is nothing; of the text it is told.
      if (value === null && name !== this.fields.text) continue;
      const plain =
        value instanceof Uint8Array && this.textual.has(name) ? utf8Text(value, name) : plainCell(value);
      setOwn(record, name, this.isOwn ? unwrappedColumn(name, plain) : plain);
    }
    const sample = sampleOfRecord(
      record,
      this.fields,
      { source: this.split.input, origin, fallbackId: `${this.fileId}#${number}`, isOwn: this.isOwn },
      this.reader,
    );
    return typeof sample === "string" || bytes === undefined
      ? sample
      : { ...sample, image: encodedImage(Uint8Array.from(bytes)) };
  }
}

function pictureBytes(cell: Cell | undefined): Uint8Array | undefined {
  if (cell instanceof Uint8Array) return cell;
  if (typeof cell !== "object" || cell === null || Array.isArray(cell)) return undefined;
  const { bytes } = cell as Row;
  return bytes instanceof Uint8Array ? bytes : undefined;
}

/** @throws RowProblem `invalid-utf8` */
export function utf8Text(bytes: Uint8Array, column: string): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (isAscii(buffer)) return buffer.toString("latin1");
  if (!isUtf8(buffer))
    throw new RowProblem(
      "invalid-utf8",
      `column "${column}" holds bytes that are not UTF-8; expected text: mend the file`,
    );
  return buffer.toString("utf8");
}

function plainRow(row: Row): Readonly<Record<string, JsonValue>> {
  const plain: Record<string, JsonValue> = {};
  for (const name of Object.keys(row)) setOwn(plain, name, plainCell(row[name] ?? null));
  return plain;
}

/** Bytes in a field of JSON: in base64, under a name that says so. */
function plainCell(cell: Cell): JsonValue {
  if (cell === null || typeof cell !== "object") return cell;
  if (cell instanceof Uint8Array) return { base64: Buffer.from(cell).toString("base64") };
  if (Array.isArray(cell)) return (cell as readonly Cell[]).map(plainCell);
  return plainRow(cell as Row);
}

/** Sets a field of any name, `__proto__` too. */
export function setOwn<T>(record: Record<string, T>, name: string, value: T): void {
  if (name === "__proto__")
    Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
  else record[name] = value;
}
