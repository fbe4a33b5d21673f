/** Objects of an S3 store. */
import { collectBlocks } from "../collect-blocks.js";
import { inLanes } from "../in-lanes.js";
import { splitObject } from "../location.js";
import type { Store, StoredFile } from "../store.js";
import { openS3, request, type S3 } from "./s3-client.js";
import { isMissing, statusOf } from "./s3-errors.js";
import { listObjects, storedFile } from "./s3-listing.js";
import { readObject } from "./s3-read.js";
import { uploadObject } from "./s3-upload.js";

/** Keys that one request deletes: stores take up to 1000, and delete them one after another. */
const deletedAtOnce = 100;
const deletingRequests = 8;

let client: Promise<S3> | undefined;

/** The client of this thread; there is only one, so that its connections are reused. */
export function loadS3(): Promise<S3> {
  client ??= openS3();
  return client;
}

export const s3Store: Store = {
  async *list(folder) {
    yield* listObjects(await loadS3(), folder);
  },
  stat: async (location) => statObject(await loadS3(), location),
  async *read(location, options = {}) {
    yield* readObject(await loadS3(), location, options);
  },
  write: async (location, bytes) => writeObject(await loadS3(), location, bytes),
  writeIfAbsent: async (location, bytes) => writeIfAbsent(await loadS3(), location, bytes),
  upload: async (location, path) => uploadObject(await loadS3(), location, path),
  delete: async (locations) => deleteObjects(await loadS3(), locations),
};

async function statObject({ sdk, client }: S3, location: string): Promise<StoredFile | undefined> {
  const { bucket: Bucket, key: Key } = splitObject(location);
  if (Key === "" || Key.endsWith("/")) return undefined;
  return request(location, async () => {
    try {
      const head = await client.send(new sdk.HeadObjectCommand({ Bucket, Key }));
      return storedFile(location, head.ContentLength, head.LastModified, head.ETag);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  });
}

async function writeObject({ sdk, client }: S3, location: string, bytes: Uint8Array): Promise<void> {
  const { bucket: Bucket, key: Key } = splitObject(location);
  await request(location, () =>
    client.send(new sdk.PutObjectCommand({ Bucket, Key, Body: bytes, ChecksumAlgorithm: "SHA256" })),
  );
}

async function writeIfAbsent(s3: S3, location: string, bytes: Uint8Array): Promise<boolean> {
  const { sdk, client } = s3;
  const { bucket: Bucket, key: Key } = splitObject(location);
  return request(location, async (failures) => {
    try {
      await client.send(
        new sdk.PutObjectCommand({ Bucket, Key, Body: bytes, ChecksumAlgorithm: "SHA256", IfNoneMatch: "*" }),
      );
      return true;
    } catch (error) {
      if (statusOf(error) !== 412) throw error;
      // An earlier try may have gone through although its answer was lost.
      return failures > 0 && (await holds(s3, location, bytes));
    }
  });
}

async function holds(s3: S3, location: string, bytes: Uint8Array): Promise<boolean> {
  return (await collectBlocks(readObject(s3, location, { end: bytes.length + 1 }))).equals(bytes);
}

async function deleteObjects({ sdk, client }: S3, locations: readonly string[]): Promise<void> {
  const starts = Array.from(
    { length: Math.ceil(locations.length / deletedAtOnce) },
    (_, index) => index * deletedAtOnce,
  );
  await inLanes(deletingRequests, starts, async (at) => {
    const some = locations.slice(at, at + deletedAtOnce).map(splitObject);
    const [{ bucket }] = some as [(typeof some)[0]];
    await request(locations[at] ?? "", async () => {
      const { Errors: failed = [] } = await client.send(
        new sdk.DeleteObjectsCommand({
          Bucket: bucket,
          Delete: { Objects: some.map(({ key }) => ({ Key: key })), Quiet: true },
          ChecksumAlgorithm: "SHA256",
        }),
      );
      const [first] = failed;
      if (first !== undefined) throw Object.assign(new Error("not deleted"), { name: first.Code ?? "" });
    });
  });
}
