/** One JSON record -> a sample, or the reason why it is none. */
import type { JsonValue, Sample } from "../../../pipeline/contracts/sample.js";
import type { ReadResult } from "../../../pipeline/contracts/stage.js";
import { type Decode, EncodingError } from "../bytes/encoding.js";
import { csvEndings, textEndings } from "../bytes/packed-endings.js";
import type { RecordPlace, RecordSink } from "../bytes/record-sink.js";
import { nestsDeeper } from "./json-scan.js";
import { parseJson } from "./whole-numbers.js";

export type JsonRecord = Readonly<Record<string, JsonValue>>;

/** Where a record stands, and the same in words: `FILE:LINE` or `FILE@OFFSET`. */
export interface TracedPlace extends RecordPlace {
  readonly origin: string;
}

/** What an object of a file means: a sample, or `code: message` when it is none. `json` is the text that it was parsed from. */
export type RecordShape = (record: JsonRecord, json: string, place: TracedPlace) => Sample | string;

/** Values nested deeper than this are refused: whatever walks them later may recurse. */
export const maxDepth = 64;
/** Records beyond this are checked for depth before they are parsed: each open bracket costs the parser memory. */
const depthCheckCharacters = 1 << 20;

const replacement = "\uFFFD";

/** Collects the results of a split, and gives them away in batches. */
export class JsonRecords implements RecordSink {
  private results: ReadResult[] = [];
  /** Bytes of the records that wait. */
  waiting = 0;
  private readonly advice: string;

  constructor(
    private readonly file: string,
    private readonly shape: RecordShape,
    private readonly decode: Decode,
    /** The stream was transcoded: U+FFFD stands for bytes that were not valid. */
    private readonly refuseReplacement: boolean,
  ) {
    this.advice = adviceByName(file.toLowerCase());
  }

  take(): readonly ReadResult[] {
    const results = this.results;
    this.results = [];
    this.waiting = 0;
    return results;
  }

  record(bytes: Buffer, place: RecordPlace): void {
    const result = this.parse(bytes, place);
    if (result === undefined) return;
    if (typeof result === "string") {
      const colon = result.indexOf(":");
      this.failed(result.slice(0, colon), result.slice(colon + 2), bytes, bytes.length, place);
      return;
    }
    this.results.push({ sample: result, bytes: bytes.length });
    this.waiting += bytes.length;
  }

  /** Whether the bytes are a whole record. */
  holdsRecord(bytes: Buffer, place: RecordPlace): boolean {
    return typeof this.parse(bytes, place) === "object";
  }

  failed(code: string, message: string, raw: Buffer, size: number, place: RecordPlace): void {
    const origin = this.origin(place);
    this.results.push({ error: { code, message, origin }, raw: Buffer.from(raw), bytes: size });
    this.waiting += size;
  }

  private origin(place: RecordPlace): string {
    return place.line === undefined ? `${this.file}@${place.offset}` : `${this.file}:${place.line}`;
  }

  /** A sample; `code: message` when the record is none; nothing when it is blank. */
  private parse(bytes: Buffer, place: RecordPlace): Sample | string | undefined {
    let text: string;
    try {
      text = this.decode(bytes);
    } catch (error) {
      if (!(error instanceof EncodingError)) throw error;
      return `${error.code}: ${error.message}`;
    }
    if (this.refuseReplacement && text.includes(replacement)) {
      return "invalid-encoding: bytes of the record are not valid in the encoding of the file";
    }
    if (text.length > depthCheckCharacters && nestsDeeper(text, maxDepth)) return tooDeep;
    let value: unknown;
    try {
      value = parseJson(text, maxDepth);
    } catch (error) {
      if (isBlank(text)) return undefined;
      return `invalid-json: ${jsonReason(error)}; expected one whole JSON object${this.advice}`;
    }
    return this.sampleOf(value, text, place);
  }

  private sampleOf(value: unknown, json: string, place: RecordPlace): Sample | string {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return `not-an-object: the record is ${kindOf(value)}; expected an object`;
    }
    const { offset, line } = place;
    return this.shape(value as JsonRecord, json, { offset, line, origin: this.origin(place) });
  }
}

/** The reader that a file which is no JSON was meant for, as its name tells. */
function adviceByName(file: string): string {
  const endsInOneOf = (endings: readonly string[]): boolean =>
    endings.some((ending) => file.endsWith(ending));
  if (endsInOneOf(textEndings)) return " (read-text reads plain text)";
  return endsInOneOf(csvEndings) ? " (read-csv reads CSV and TSV)" : "";
}

export const tooDeep = `too-deep: the record nests deeper than ${maxDepth} levels`;

export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** What JSON.parse says, in the same words for every version of Node: from 22 on line and column of the position follow it. */
export function jsonReason(error: unknown): string {
  return String(error instanceof Error ? error.message : error).replace(/ \(line \d+ column \d+\)$/, "");
}

function isBlank(text: string): boolean {
  return /^[ \t\r\n\uFEFF]*$/.test(text);
}

/** Whether a parsed value nests deeper than so many levels. */
export function isDeeper(value: JsonValue, levels: number): boolean {
  if (value === null || typeof value !== "object") return false;
  if (levels === 0) return true;
  const children: readonly JsonValue[] = Array.isArray(value) ? value : Object.values(value);
  for (const child of children) if (isDeeper(child, levels - 1)) return true;
  return false;
}
