/** A JSON record of a document -> its sample. */
import { basename } from "node:path";
import type { Split } from "../../pipeline/stage.js";
import type { JsonRecord, RecordShape } from "./json-record.js";
import { holdsKeyTwice, wholeNumberOf } from "./json-scan.js";
import { type RecordFields, sampleOfRecord, textKeyOf } from "./record-sample.js";

export function documentShape(source: Pick<Split, "input" | "file">, fields: RecordFields): RecordShape {
  const fileName = basename(source.file);
  return (record, json, place) => {
    const origin = {
      source: source.input,
      origin: place.origin,
      fallbackId: `${fileName}#${place.offset}`,
    };
    const sample = sampleOfRecord(withWholeId(record, json, fields.id), fields, origin, "read-json");
    if (typeof sample === "string") return sample;
    const textKey = textKeyOf(record, fields);
    if (holdsKeyTwice(json, textKey)) {
      return `duplicate-key: the record has "${textKey}" twice; expected it once, since one text would be lost`;
    }
    return sample;
  };
}

/** Ids of posts have 19 digits, of which JSON.parse keeps 15 to 17: several posts would have one id. */
function withWholeId(record: JsonRecord, json: string, keys: readonly string[]): JsonRecord {
  for (const key of keys) {
    const own = Object.hasOwn(record, key) ? record[key] : undefined;
    if (typeof own === "string" && own !== "") return record;
    if (typeof own !== "number") continue;
    const digits = Number.isInteger(own) && !Number.isSafeInteger(own) ? wholeNumberOf(json, key) : undefined;
    return digits === undefined ? record : { ...record, [key]: digits };
  }
  return record;
}
