/** A JSON record of a document -> its sample. */
import type { Split } from "../../../pipeline/contracts/stage.js";
import type { RecordShape } from "../json/json-record.js";
import { holdsKeyTwice } from "../json/json-scan.js";
import { fileId } from "./file-id.js";
import { isOwnRecord } from "./own-record.js";
import { type RecordFields, sampleOfRecord, textKeyOf } from "./record-sample.js";

export function documentShape(
  source: Pick<Split, "input" | "root" | "file">,
  fields: RecordFields,
): RecordShape {
  const name = fileId(source);
  return (record, json, place) => {
    const origin = {
      source: source.input,
      origin: place.origin,
      fallbackId: `${name}#${place.offset}`,
      isOwn: isOwnRecord((field) => Object.hasOwn(record, field)),
    };
    const sample = sampleOfRecord(record, fields, origin, "read-json");
    if (typeof sample === "string") return sample;
    const textKey = textKeyOf(record, fields);
    if (holdsKeyTwice(json, textKey)) {
      return `duplicate-key: the record has "${textKey}" twice; expected it once, since one text would be lost`;
    }
    return sample;
  };
}
