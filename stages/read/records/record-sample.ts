/** The fields of one record -> a sample, or the reason why they make none. What all readers of records share. */
import { type JsonValue, makeSample, type Sample } from "../../../pipeline/contracts/sample.js";
import { isDeeper, kindOf, maxDepth, tooDeep } from "../json/json-record.js";
import { type DocumentParameters, inOrder } from "../read-parameters.js";
import { isScores, unwrappedNotes } from "./own-record.js";

/** Which field of a record becomes what. */
export interface RecordFields {
  readonly text: string;
  /** Read when a record has no field `text`. */
  readonly textFallback: string | undefined;
  /** Tried in order. */
  readonly id: readonly string[];
  readonly title: string;
  readonly url: string;
  readonly lang: string;
}

export function recordFields({ text, id, title, url, lang }: DocumentParameters): RecordFields {
  return { text, textFallback: text === "content" ? "text" : undefined, id: inOrder(id), title, url, lang };
}

/** What a record does not tell itself. */
export interface RecordOrigin {
  /** Name of the input in the recipe. */
  readonly source: string;
  readonly origin: string;
  /** The id of a record that has none of its own. */
  readonly fallbackId: string;
  /** Whether it is one of a dataset of texts that this project wrote. */
  readonly isOwn: boolean;
}

/** The field that holds the text of this record. */
export function textKeyOf(record: Readonly<Record<string, JsonValue>>, fields: RecordFields): string {
  const { text, textFallback } = fields;
  return textFallback !== undefined && !Object.hasOwn(record, text) ? textFallback : text;
}

/**
 * A sample; `code: message` when the record is none.
 *
 * @param reader name of the stage, for the advice
 */
export function sampleOfRecord(
  record: Readonly<Record<string, JsonValue>>,
  fields: RecordFields,
  { source, origin, fallbackId, isOwn }: RecordOrigin,
  reader: string,
): Sample | string {
  const textKey = textKeyOf(record, fields);
  const text = Object.hasOwn(record, textKey) ? record[textKey] : undefined;
  if (text === undefined || text === null) {
    const found = text === null ? `"${textKey}" is null` : `the record has ${listKeys(record)}`;
    const wanted = fields.textFallback === undefined ? "" : ` or "${fields.textFallback}"`;
    return `missing-text: ${found}; expected a string in "${fields.text}"${wanted} (${reader} text names another field)`;
  }
  if (typeof text !== "string") {
    return `wrong-type: "${textKey}" is ${kindOf(text)}; expected a string`;
  }
  let id = fallbackId;
  let idKey: string | undefined;
  for (const key of fields.id) {
    const own = Object.hasOwn(record, key) ? record[key] : undefined;
    if ((typeof own === "string" && own !== "") || typeof own === "number") {
      id = String(own);
      idKey = key;
      break;
    }
  }
  let title: string | undefined;
  let url: string | undefined;
  let lang: string | undefined;
  let scores: Readonly<Record<string, number>> = {};
  const meta: Record<string, JsonValue> = {};
  for (const key of Object.keys(record)) {
    if (key === textKey || key === idKey) continue;
    const other = record[key] as JsonValue;
    // How write-jsonl says that there is nothing.
    if (other === null && isOwn) continue;
    if (typeof other === "string") {
      if (key === fields.title) {
        title = other;
        continue;
      }
      if (key === fields.url) {
        url = other;
        continue;
      }
      if (key === fields.lang) {
        lang = other;
        continue;
      }
    } else if (typeof other === "object" && isDeeper(other, maxDepth)) {
      return tooDeep;
    }
    // Scores as `write-jsonl` wrote them, for `decide: stored`.
    if (key === "scores" && isScores(other)) {
      scores = other;
      continue;
    }
    if (key === "__proto__") {
      Object.defineProperty(meta, key, {
        value: other,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    } else meta[key] = other;
  }
  const notes = isOwn ? unwrappedNotes(meta) : meta;
  return makeSample({ id, source, origin, text, title, lang, url, meta: notes, scores });
}

function listKeys(record: object): string {
  const keys = Object.keys(record);
  if (keys.length === 0) return "no fields";
  const shown = keys.slice(0, 8).map((key) => `"${key.slice(0, 40)}"`);
  return shown.join(", ") + (keys.length > shown.length ? ` and ${keys.length - shown.length} more` : "");
}
