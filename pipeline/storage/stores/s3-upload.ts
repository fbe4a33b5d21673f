/**
 * A file of this machine to an object: in one request, or in parts that become an object all at once. The store compares the
 * SHA-256 of each request with what arrived, and refuses what differs.
 */
import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { UserError } from "../../contracts/errors.js";
import { splitObject } from "../location.js";
import type { Uploaded } from "../store.js";
import { request, type S3 } from "./s3-client.js";
import { isMissing } from "./s3-errors.js";

/**
 * Smaller files are sent in one request. At most two parts are in memory: one is read and hashed while the one before it is being
 * sent.
 */
const leastPartBytes = 16 << 20;
/** The most parts that an object is cut into. */
const mostParts = 9_000;

export async function uploadObject(s3: S3, location: string, path: string): Promise<Uploaded> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    return size <= leastPartBytes
      ? await uploadWhole(s3, location, file, size)
      : await uploadParts(s3, location, file, size);
  } finally {
    await file.close();
  }
}

async function uploadWhole(
  { sdk, client }: S3,
  location: string,
  file: FileHandle,
  size: number,
): Promise<Uploaded> {
  const { bucket: Bucket, key: Key } = splitObject(location);
  const bytes = await readPart(file, 0, size);
  const hash = createHash("sha256").update(bytes).digest();
  await request(location, () =>
    client.send(
      new sdk.PutObjectCommand({ Bucket, Key, Body: bytes, ChecksumSHA256: hash.toString("base64") }),
    ),
  );
  return { bytes: size, sha256: hash.toString("hex") };
}

async function uploadParts(
  { sdk, client }: S3,
  location: string,
  file: FileHandle,
  size: number,
): Promise<Uploaded> {
  const { bucket: Bucket, key: Key } = splitObject(location);
  const partBytes = Math.max(leastPartBytes, Math.ceil(size / mostParts));
  const { UploadId } = await request(location, () =>
    client.send(new sdk.CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm: "SHA256" })),
  );
  try {
    const whole = createHash("sha256");
    const parts: Promise<{ PartNumber: number; ETag: string | undefined; ChecksumSHA256: string }>[] = [];
    const send = async (PartNumber: number, bytes: Buffer) => {
      const ChecksumSHA256 = createHash("sha256").update(bytes).digest("base64");
      const { ETag } = await request(location, () =>
        client.send(
          new sdk.UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: bytes, ChecksumSHA256 }),
        ),
      );
      return { PartNumber, ETag, ChecksumSHA256 };
    };
    for (let start = 0; start < size; start += partBytes) {
      const bytes = await readPart(file, start, Math.min(start + partBytes, size));
      whole.update(bytes);
      await parts.at(-1);
      const part = send(parts.length + 1, bytes);
      // A failure is handled when the next part is sent, or at the end; this only keeps it from counting as unhandled until then.
      part.catch(() => undefined);
      parts.push(part);
    }
    const Parts = await Promise.all(parts);
    await request(location, async (failures) => {
      try {
        await client.send(
          new sdk.CompleteMultipartUploadCommand({
            Bucket,
            Key,
            UploadId,
            MultipartUpload: { Parts },
          }),
        );
      } catch (error) {
        // An earlier try may have gone through although its answer was lost: the upload is then no more, the object is there.
        if (failures === 0 || !isMissing(error)) throw error;
      }
    });
    const { ContentLength } = await request(location, () =>
      client.send(new sdk.HeadObjectCommand({ Bucket, Key })),
    );
    if (ContentLength !== size) throw lost(location, size, ContentLength);
    return { bytes: size, sha256: whole.digest("hex") };
  } catch (error) {
    // Parts of an upload that never ends are paid for.
    await client.send(new sdk.AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => undefined);
    throw error;
  }
}

async function readPart(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(end - start);
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, start + done);
    if (bytesRead === 0) throw new Error("the file became shorter while it was uploaded");
    done += bytesRead;
  }
  return bytes;
}

function lost(location: string, size: number, found: number | undefined): UserError {
  return new UserError(
    "lost-upload",
    `the store has ${found ?? "no"} bytes of ${size} that were sent`,
    "Run the same command again; if it stays, the store is damaged",
    { file: location },
  );
}
