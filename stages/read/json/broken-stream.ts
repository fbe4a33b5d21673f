/** What is told of a packed file whose stream broke off. */
import type { CompressionFailure } from "../../../pipeline/storage/compression/compression-failure.js";
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

export function brokenMessage({ code, message, offset }: CompressionFailure): string {
  // A wrong byte shows late: as text that makes no sense to the decoder, or only in the checksum at the end.
  const doubt = code === "corrupt-compression" ? ", and records shortly before may be damaged too" : "";
  return `${message} (byte ${offset} of the compressed file); what follows was not read${doubt}: get a sound copy of the file`;
}
