/** A JSON record of a document -> its sample. */
import { basename } from "node:path";
import { type JsonValue, makeSample } from "../../pipeline/sample.js";
import type { Split } from "../../pipeline/stage.js";
import { isDeeper, kindOf, maxDepth, type RecordShape, tooDeep } from "./json-record.js";
import { holdsKeyTwice } from "./json-scan.js";

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

export function documentShape(source: Pick<Split, "input" | "file">, fields: RecordFields): RecordShape {
  const fileName = basename(source.file);
  return (record, json, place) => {
    let textKey = fields.text;
    if (!Object.hasOwn(record, textKey) && fields.textFallback !== undefined) textKey = fields.textFallback;
    const text = Object.hasOwn(record, textKey) ? record[textKey] : undefined;
    if (text === undefined || text === null) {
      const found = text === null ? `"${fields.text}" is null` : `the record has ${listKeys(record)}`;
      return `missing-text: ${found}; expected a string in "${fields.text}" (read-json text names another field)`;
    }
    if (typeof text !== "string") {
      return `wrong-type: "${textKey}" is ${kindOf(text)}; expected a string`;
    }
    if (holdsKeyTwice(json, textKey)) {
      return `duplicate-key: the record has "${textKey}" twice; expected it once, since one text would be lost`;
    }
    let id = "";
    let idKey: string | undefined;
    for (const key of fields.id) {
      const own = Object.hasOwn(record, key) ? record[key] : undefined;
      if ((typeof own === "string" && own !== "") || typeof own === "number") {
        id = String(own);
        idKey = key;
        break;
      }
    }
    if (idKey === undefined) id = `${fileName}#${place.offset}`;
    let title: string | undefined;
    let url: string | undefined;
    let lang: string | undefined;
    let scores: Readonly<Record<string, number>> = {};
    const meta: Record<string, JsonValue> = {};
    for (const key of Object.keys(record)) {
      if (key === textKey || key === idKey) continue;
      const other = record[key] as JsonValue;
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
      // As write-jsonl leaves them: for `decide: stored`.
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
    return makeSample({
      id,
      source: source.input,
      origin: place.origin,
      text,
      title,
      lang,
      url,
      meta,
      scores,
    });
  };
}

function isScores(value: JsonValue): value is Readonly<Record<string, number>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((score) => typeof score === "number");
}

function listKeys(record: object): string {
  const keys = Object.keys(record);
  if (keys.length === 0) return "no fields";
  const shown = keys.slice(0, 8).map((key) => `"${key.slice(0, 40)}"`);
  return shown.join(", ") + (keys.length > shown.length ? ` and ${keys.length - shown.length} more` : "");
}
