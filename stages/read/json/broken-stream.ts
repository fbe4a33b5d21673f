/** The end of a packed file of JSON whose stream broke off. */
import type { CompressionFailure } from "../../../pipeline/storage/compression/compression-failure.js";
import { brokenMessage } from "../bytes/failure.js";
import type { JsonRecords } from "./json-record.js";

/** @param rest what had come of a record when the stream broke off */
export function tellBroken(failure: CompressionFailure, rest: Buffer, records: JsonRecords): void {
  const place = { offset: failure.offset, line: undefined };
  let raw = rest;
  if (rest.length > 0 && records.holdsRecord(rest, place)) {
    records.record(rest, place);
    raw = Buffer.alloc(0);
  }
  records.failed(failure.code, brokenMessage(failure), raw, raw.length, place);
}
