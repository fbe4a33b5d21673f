/**
 * Reads an object, or a range of it. A body that breaks, ends early or falls silent is taken up again at the byte where it broke,
 * and only from the same version of the object.
 */
import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import type { GetObjectCommandOutput } from "@aws-sdk/client-s3";
import { UserError } from "../../contracts/errors.js";
import { splitObject } from "../location.js";
import type { ReadOptions } from "../store.js";
import { pauseAfter, storeRetries } from "./retries.js";
import type { S3 } from "./s3-client.js";
import { CutShort, changed, passes, statusOf, told } from "./s3-errors.js";

const blockBytes = 1 << 20;

export async function* readObject(
  s3: S3,
  location: string,
  { start = 0, end = Number.POSITIVE_INFINITY, version }: ReadOptions,
): AsyncGenerator<Buffer, void, undefined> {
  if (end <= start) return;
  let etag = version;
  let at = start;
  let failures = 0;
  let sum: RunningSum | undefined;
  const gathered: Buffer[] = [];
  let gatheredBytes = 0;
  /**
   * Takes the next block from what has arrived. Every reading gives the same blocks, however the network delivers the bytes,
   * because places in a packed file are told by these blocks.
   */
  const block = (bytes: number): Buffer => {
    const all = gathered.length === 1 ? gathered[0]! : Buffer.concat(gathered, gatheredBytes);
    gathered.length = 0;
    gatheredBytes -= bytes;
    if (gatheredBytes > 0) gathered.push(all.subarray(bytes));
    return all.subarray(0, bytes);
  };
  for (let stop = end; at < stop; ) {
    try {
      const answer = await open(s3, location, at, end, etag);
      if (answer === undefined) break;
      etag ??= answer.etag;
      stop = Math.min(end, answer.size);
      if (at === 0 && stop === answer.size) sum = new RunningSum(answer.checksum);
      for await (const chunk of answer.body) {
        // A store that does not know ranges sends all that there is.
        const bytes = (chunk as Buffer).subarray(0, stop - at);
        at += bytes.length;
        failures = 0;
        sum?.add(bytes);
        gathered.push(bytes);
        gatheredBytes += bytes.length;
        while (gatheredBytes >= blockBytes) yield block(blockBytes);
        if (bytes.length < (chunk as Buffer).length) break;
      }
      if (at < stop) throw new CutShort("the object broke off");
    } catch (error) {
      failures++;
      if (!passes(error) || failures >= storeRetries.attempts) throw told(error, location);
      await pauseAfter(failures, storeRetries);
    }
  }
  if (sum?.differs === true) {
    throw new UserError(
      "damaged-transfer",
      "the bytes that arrived are not those that were stored",
      "Run the same command again; if it stays, the object or the network is damaged",
      { file: location },
    );
  }
  if (gatheredBytes > 0) yield block(gatheredBytes);
}

interface Answer {
  readonly body: Readable;
  readonly size: number;
  readonly etag: string | undefined;
  readonly checksum: Checksum | undefined;
}

/** Undefined when the object has no byte there. */
async function open(
  { sdk, client }: S3,
  location: string,
  at: number,
  end: number,
  etag: string | undefined,
): Promise<Answer | undefined> {
  const { bucket: Bucket, key: Key } = splitObject(location);
  const isPart = at > 0 || end !== Number.POSITIVE_INFINITY;
  try {
    const object = await client.send(
      new sdk.GetObjectCommand({
        Bucket,
        Key,
        ...(isPart ? { Range: `bytes=${at}-${end === Number.POSITIVE_INFINITY ? "" : end - 1}` } : {}),
        ...(etag === undefined ? {} : { IfMatch: etag }),
      }),
    );
    // Not every store knows If-Match.
    if (etag !== undefined && object.ETag !== undefined && object.ETag !== etag) throw changed(location);
    const [, from = 0, whole = object.ContentLength ?? 0] =
      /^bytes (\d+)-\d+\/(\d+)$/.exec(object.ContentRange ?? "") ?? [];
    if (Number(from) !== at)
      throw new UserError(
        "store-failed",
        `the store sent an object from byte ${from} on when it was asked for byte ${at}`,
        "It, or what stands in front of it, does not read parts of objects",
        { file: location },
      );
    const size = Number(whole);
    return { body: object.Body as Readable, size, etag: object.ETag, checksum: checksumOf(object) };
  } catch (error) {
    if (statusOf(error) === 416) return undefined;
    throw error;
  }
}

/**
 * The checksum of a whole object beside the one that it was stored with: SHA-256 or CRC-32, where the store tells one of them.
 * That of an object of several parts (`...-4`) is a checksum of checksums, and tells nothing here.
 */
class RunningSum {
  private readonly sha256 = createHash("sha256");
  private crc32 = 0;

  constructor(private readonly wanted: Checksum | undefined) {}

  add(bytes: Buffer): void {
    if (this.wanted?.kind === "sha256") this.sha256.update(bytes);
    else if (this.wanted?.kind === "crc32") this.crc32 = crc32(bytes, this.crc32);
  }

  get differs(): boolean {
    if (this.wanted === undefined) return false;
    const { kind, base64 } = this.wanted;
    if (kind === "sha256") return this.sha256.digest("base64") !== base64;
    return Buffer.from(base64, "base64").readUInt32BE() !== this.crc32;
  }
}

interface Checksum {
  readonly kind: "sha256" | "crc32";
  readonly base64: string;
}

function checksumOf({ ChecksumSHA256, ChecksumCRC32 }: GetObjectCommandOutput): Checksum | undefined {
  const isWhole = (base64: string | undefined): base64 is string =>
    base64 !== undefined && !base64.includes("-");
  if (isWhole(ChecksumCRC32)) return { kind: "crc32", base64: ChecksumCRC32 };
  return isWhole(ChecksumSHA256) ? { kind: "sha256", base64: ChecksumSHA256 } : undefined;
}
