/**
 * Reads an object, or a range of it. A body that breaks, ends early or falls silent is taken up again at the byte where it broke,
 * and only from the same version of the object.
 */
import type { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import { UserError } from "../../errors.js";
import { splitObject } from "../location.js";
import type { ReadOptions } from "../store.js";
import { pauseAfter, storeRetries } from "./retries.js";
import type { S3 } from "./s3-client.js";
import { CutShort, passes, statusOf, told } from "./s3-errors.js";

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
  const block = (): Buffer => {
    const whole = Buffer.concat(gathered, gatheredBytes);
    gathered.length = 0;
    gatheredBytes = 0;
    return whole;
  };
  for (let stop = end; at < stop; ) {
    try {
      const answer = await open(s3, location, at, end, etag);
      if (answer === undefined) break;
      etag ??= answer.etag;
      stop = Math.min(end, answer.size);
      if (at === 0 && stop === answer.size) sum = new RunningSum(answer.crc32);
      for await (const chunk of answer.body) {
        const bytes = chunk as Buffer;
        at += bytes.length;
        failures = 0;
        sum?.add(bytes);
        gathered.push(bytes);
        gatheredBytes += bytes.length;
        if (gatheredBytes >= blockBytes) yield block();
      }
      if (at < stop) throw new CutShort();
    } catch (error) {
      failures++;
      if (!passes(error) || failures >= storeRetries.attempts) throw told(error, location);
      await pauseAfter(failures, storeRetries);
    }
  }
  if (sum?.differs === true) {
    throw new UserError(
      "damaged-transfer",
      "the bytes that arrived are not those that were stored (CRC-32)",
      "Run the same command again; if it stays, the object or the network is damaged",
      { file: location },
    );
  }
  if (gatheredBytes > 0) yield block();
}

interface Answer {
  readonly body: Readable;
  readonly size: number;
  readonly etag: string | undefined;
  readonly crc32: string | undefined;
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
    const length = object.ContentLength ?? 0;
    const size = Number(/\/(\d+)$/.exec(object.ContentRange ?? "")?.[1] ?? length);
    if (isPart && object.ContentRange === undefined && at > 0)
      throw new UserError("store-failed", "the store cannot read a part of an object", "", {
        file: location,
      });
    return { body: object.Body as Readable, size, etag: object.ETag, crc32: object.ChecksumCRC32 };
  } catch (error) {
    if (statusOf(error) === 416) return undefined;
    throw error;
  }
}

/** CRC-32 of a whole object beside the one that it was stored with; objects of several parts have one that is none of the whole. */
class RunningSum {
  private value = 0;

  constructor(private readonly wanted: string | undefined) {}

  add(bytes: Buffer): void {
    if (this.wanted !== undefined) this.value = crc32(bytes, this.value);
  }

  get differs(): boolean {
    if (this.wanted === undefined || this.wanted.includes("-")) return false;
    return Buffer.from(this.wanted, "base64").readUInt32BE() !== this.value;
  }
}
