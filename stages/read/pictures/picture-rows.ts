/** Rows of a table that tell of pictures -> records as JSON Lines have them: bytes become base64 until the picture is taken out. */
import type { JsonValue, Sample } from "../../../pipeline/contracts/sample.js";
import type { ReadResult } from "../../../pipeline/contracts/stage.js";
import type { JsonRecord } from "../json/json-record.js";
import type { RowSink } from "../parquet/rows.js";
import { type Cell, type Row, RowProblem, setOwn } from "../records/row-records.js";

export class PictureRows implements RowSink {
  #results: ReadResult[] = [];

  constructor(
    private readonly file: string,
    private readonly sampleOf: (record: JsonRecord, number: number, origin: string) => Sample,
  ) {}

  row(number: number, read: () => Row): void {
    try {
      const record = recordOf(read());
      this.#results.push({ sample: this.sampleOf(record, number, this.#originOf(number)), bytes: 0 });
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      this.failed(error.code, error.message, number);
    }
  }

  failed(code: string, message: string, number: number): void {
    const origin = this.#originOf(number);
    this.#results.push({ error: { code, message, origin }, raw: Buffer.alloc(0), bytes: 0 });
  }

  take(): readonly ReadResult[] {
    const results = this.#results;
    this.#results = [];
    return results;
  }

  #originOf(number: number): string {
    return `${this.file}:${number + 1}`;
  }
}

/** Bytes as Hugging Face has them in JSON. A null is how a table says that there is nothing. */
function recordOf(row: Row): JsonRecord {
  const record: Record<string, JsonValue> = {};
  for (const [name, cell] of Object.entries(row))
    if (cell !== null)
      setOwn(record, name, cell instanceof Uint8Array ? { bytes: plain(cell) } : plain(cell));
  return record;
}

function plain(cell: Cell): JsonValue {
  if (typeof cell !== "object" || cell === null) return cell;
  if (cell instanceof Uint8Array)
    return Buffer.from(cell.buffer, cell.byteOffset, cell.length).toString("base64");
  if (Array.isArray(cell)) return (cell as readonly Cell[]).map(plain);
  const inner: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(cell as Row)) setOwn(inner, name, plain(value));
  return inner;
}
