/**
 * Reads pages from web archives: WARC and ARC, plain, gzip with a member a record (or one for all) or zstd.
 *
 * What is no page (requests, metadata, pictures, redirects) is counted by reason; what is damaged is quarantined, and
 * reading goes on with the next record: in a gzip file with the next member.
 *
 * A split of a large archive goes through the records before its own. To begin at what looks like a member or a record would be faster
 * and wrong for archives that hold archives, and damage would be passed in another way than by who reads the whole file.
 */
import { z } from "zod";
import { defineSource, type ReadResult, type Split } from "../../pipeline/contracts/stage.js";
import { decompress, detectCompression, isUnpacked } from "../../pipeline/storage/compression/compression.js";
import { CompressionFailure } from "../../pipeline/storage/compression/compression-failure.js";
import { readBytes, readHead, sizeOfFile } from "../../pipeline/storage/read-bytes.js";
import { failure, wrongPacking } from "./bytes/failure.js";
import { packedEndings } from "./bytes/packed-endings.js";
import { inBatches } from "./bytes/result-batches.js";
import { isPart } from "./bytes/split-window.js";
import { expectUnchanged } from "./bytes/unchanged.js";
import { batchParameter, limitParameter } from "./read-parameters.js";
import { fileId } from "./records/file-id.js";
import { ArchiveBytes } from "./web/archive-bytes.js";
import { BodyError, decodeBody, parseResponse } from "./web/http-body.js";
import { pageSample } from "./web/page-sample.js";
import { type ArchiveRecord, type DamagedRecord, readArchive } from "./web/warc-records.js";

const parameters = z.strictObject({
  "content-types": z
    .array(z.string())
    .default(["text/html", "application/xhtml+xml", "text/plain"])
    .describe("Kinds of content that become samples."),
  "max-record-bytes": limitParameter(
    32 * 2 ** 20,
    "Records above this many bytes, packed or unpacked, are skipped and quarantined as errors.",
  ),
  "batch-bytes": batchParameter(4 * 2 ** 20),
});

type Params = z.output<typeof parameters>;

export const readWarc = defineSource({
  name: "read-warc",
  summary: "Reads the pages of web archives (WARC, ARC), with their true charset, past damaged records.",
  source: "ISO 28500:2017 (WARC 1.1); ARC 1 and 2 (Internet Archive, 1996); RFC 9112 (chunks), RFC 9110 §8.4",
  parameters,
  reasons: {
    "no-page": "a record that holds no page: request, metadata, revisit, information on the file",
    "http-status": "an answer that is no page: a redirect or an error",
    "content-type": "content of another kind: a picture, a script",
    empty: "an answer without a body",
  },
  cost: { memoryBytes: 128 << 20 },
  endings: packedEndings(".warc", ".arc", ".wet"),
  divisible: () => false,
  unwinds: () => true,
  read: readSplit,
});

async function* readSplit(split: Split, params: Params): AsyncGenerator<readonly ReadResult[]> {
  yield* inBatches(readFile(split, params), params["batch-bytes"]);
}

/** Damaged members that are passed over in one file; beyond this the rest of it is told as one damage. */
const mostRestarts = 1000;

async function* readFile(split: Split, params: Params): AsyncGenerator<ReadResult> {
  const { file } = split;
  const size = await sizeOfFile(file);
  const part = isPart(split, size);
  if (part) expectUnchanged(split, size);
  const end = part && split.end < size ? split.end : Number.POSITIVE_INFINITY;
  const head = await readHead(file, 6);
  const compression = detectCompression(head);
  if (!isUnpacked(compression)) {
    if (split.start === 0) yield failure(`${file}@0`, ...wrongPacking(compression), head);
    return;
  }
  let start = 0;
  for (let restarts = 0; ; restarts++) {
    const from = start;
    const unpacked = { place: 0 };
    const stream = decompress((at) => readBytes(file, from + at), compression, unpacked);
    const bytes = new ArchiveBytes(stream, unpacked);
    // In an unpacked file, the place of a record is known to the byte.
    const placeOf = ({ place, offset }: ArchiveRecord | DamagedRecord): number =>
      from + (compression === "none" ? offset : place);
    /** The last record, which is handed on only when the bytes behind it were read: a checksum stands behind what it checks. */
    let last: ArchiveRecord | DamagedRecord | undefined;
    const own = (): ArchiveRecord | DamagedRecord | undefined =>
      last !== undefined && placeOf(last) >= split.start && placeOf(last) < end ? last : undefined;
    try {
      for await (const record of readArchive(bytes, params["max-record-bytes"])) {
        yield* resultsOf(own(), split, from, params);
        last = record;
        if (placeOf(record) >= end) return;
      }
      yield* resultsOf(own(), split, from, params);
      return;
    } catch (error) {
      if (!(error instanceof CompressionFailure)) throw error;
      const isWrong = /(?:data|length) check|of the zstd frame does not fit/.test(error.message);
      if (!isWrong) yield* resultsOf(own(), split, from, params);
      const damaged = from + error.offset;
      const place = Math.min(damaged, size - 1);
      if (place >= end) return;
      const next =
        compression === "gzip" && error.code !== "truncated-compression" && restarts < mostRestarts
          ? await findMember(file, damaged + 1)
          : undefined;
      const rest = next === undefined ? "what follows was not read" : `reading went on at byte ${next}`;
      if (place >= split.start)
        yield failure(
          `${file}@${damaged}`,
          error.code,
          `${error.message} (byte ${damaged} of the compressed file); ${rest}: get a sound copy of the file`,
          isWrong && last?.kind === "record" ? last.body : undefined,
        );
      if (next === undefined) return;
      start = next;
    } finally {
      await bytes.close();
    }
  }
}

/** Where the next gzip member with a plausible header begins. */
async function findMember(file: string, from: number): Promise<number | undefined> {
  let offset = from;
  let tail: Buffer = Buffer.alloc(0);
  for await (const block of readBytes(file, from)) {
    const bytes = tail.length === 0 ? block : Buffer.concat([tail, block]);
    for (
      let at = bytes.indexOf("\x1f\x8b\x08", 0, "latin1");
      at >= 0;
      at = bytes.indexOf("\x1f\x8b\x08", at + 1, "latin1")
    ) {
      // Reserved flags are zero (RFC 1952, §2.3.1).
      if (at + 3 < bytes.length && (bytes[at + 3]! & 0xe0) === 0) return offset + at;
    }
    tail = bytes.subarray(Math.max(0, bytes.length - 3));
    offset += bytes.length - tail.length;
  }
  return undefined;
}

function* resultsOf(
  record: ArchiveRecord | DamagedRecord | undefined,
  split: Split,
  memberStart: number,
  params: Params,
): Generator<ReadResult> {
  if (record === undefined) return;
  if (record.kind === "damage") {
    yield failure(`${split.file}@${record.offset}`, record.code, record.message, record.raw);
    return;
  }
  const { type, headers, body, offset } = record;
  const origin = `${split.file}@${offset}`;
  const url = (headers.get("warc-target-uri") ?? "").replace(/^<|>$/g, "");
  const passOver = (reason: string, detail: string | number = ""): ReadResult => ({
    passedOver: { reason, what: `${type} ${url} ${detail}`.trim(), origin },
    bytes: body.length,
  });
  const isPage = /^(?:response|resource|conversion|arc)$/.test(type);
  if (!isPage || /^(?:filedesc|dns|whois|metadata|urn):/.test(url)) {
    yield passOver("no-page");
    return;
  }
  if (headers.has("warc-segment-number")) {
    const message =
      "the record goes on in other records, which are not put together here; what it has of the page was not read";
    yield failure(origin, "segmented-record", `${message} (${url})`, body);
    return;
  }
  const response = type === "response" || type === "arc" ? parseResponse(body) : undefined;
  if (response !== undefined && (response.status < 200 || response.status > 299)) {
    yield passOver("http-status", response.status);
    return;
  }
  // Without an HTTP header, a response record's own type is that of the envelope.
  const declared =
    response?.headers.get("content-type") ?? (type === "response" ? "" : headers.get("content-type"));
  try {
    const page = response === undefined ? body : decodeBody(response, params["max-record-bytes"]);
    if (page.length === 0) {
      yield passOver("empty");
      return;
    }
    const contentType = declared === undefined || declared === "" ? sniffType(page) : declared;
    const kind = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
    if (!params["content-types"].includes(kind)) {
      yield passOver("content-type", kind);
      return;
    }
    const recordId = (headers.get("warc-record-id") ?? "").replace(/^<(?:urn:uuid:)?|>$/g, "");
    const place = `${fileId(split)}#${memberStart === 0 ? "" : `${memberStart}+`}${offset}`;
    const sample = pageSample(
      page,
      {
        id: recordId === "" ? place : recordId,
        source: split.input,
        origin,
        url: url === "" ? undefined : url,
        contentType,
      },
      { crawled: headers.get("warc-date") ?? "" },
    );
    yield { sample, bytes: page.length };
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    yield failure(origin, "damaged-body", `${error.message} (${url})`, body);
  }
}

/** What content without a declared type is. */
function sniffType(page: Buffer): string {
  const start = page.toString("latin1", 0, 1024);
  return /<(?:!doctype html|html|head|body|title|meta)\b/i.test(start)
    ? "text/html"
    : "application/octet-stream";
}
