/** Where files lie: a path, `file:///path`, or `s3://bucket/key`. What the user wrote becomes one of the first or the last. */
import { join, posix, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../contracts/errors.js";

const scheme = /^([a-z][a-z0-9+.-]+):\/\//i;

/** What addresses carry to open a door: a name and password before the host, and what signs a query (S3, GCS, Azure, OSS, COS, TOS, BOS, tokens). */
const login = /([a-z][a-z0-9+.-]+:\/\/)(?:[^/?#]*:.*|[^/?#]*)@/i;
const signedQuery =
  /\?(?:.*&)?(?:x-(?:amz|goog)-[\w-]+|sig|q-ak|[\w-]*(?:accesskeyid|accessid|signature|credential|authorization|token|key|secret|password))=/i;

/** True for what lies in an object store and not on a disk. */
export function isRemote(location: string): boolean {
  return location.startsWith("s3://");
}

/**
 * An absolute path, or the location of an object, from what a user wrote.
 *
 * @throws UserError when it names a kind of store that is not known here, or holds a password: locations stand in plans, manifests and
 *   the ids of documents
 */
export function resolveLocation(base: string, written: string): string {
  const name = scheme.exec(written)?.[1]?.toLowerCase();
  if (name === undefined) return isRemote(base) ? joinLocation(base, written) : resolve(base, written);
  if (name === "file") return pathOf(written);
  if (name === "s3") return checkedObject(written);
  throw new UserError(
    "unknown-store",
    `there is no store "${name}:"`,
    "Give a path, file:///path or s3://bucket/key; copy there first what lies elsewhere",
    { file: withoutSecrets(written) },
  );
}

/**
 * An absolute path on a disk, for what changes files in place, reads them at random or writes a single one.
 *
 * @throws UserError when it is a store's
 */
export function resolveOnDisk(base: string, written: string): string {
  const location = resolveLocation(base, written);
  if (!isRemote(location)) return location;
  throw new UserError(
    "not-on-disk",
    "this needs a path on a disk, not one in a store",
    "Name one on a disk: copy there what is to be read, and from there what was written",
    { file: written },
  );
}

/** A file or folder below another one. */
export function joinLocation(folder: string, ...names: readonly string[]): string {
  if (!isRemote(folder)) return join(folder, ...names);
  return `s3://${posix.join(folder.slice("s3://".length), ...names)}`;
}

/** `s3://bucket/key` in its parts; the key of a whole bucket is empty. */
export function splitObject(location: string): { readonly bucket: string; readonly key: string } {
  const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(location) ?? [];
  return { bucket, key };
}

function pathOf(written: string): string {
  try {
    return fileURLToPath(written);
  } catch {
    throw new UserError(
      "bad-location",
      "this names no path of this machine",
      "Write file:///path with three slashes, or the path alone",
      { file: withoutSecrets(written) },
    );
  }
}

function checkedObject(written: string): string {
  const file = withoutSecrets(written);
  if (file !== written) {
    throw new UserError(
      "bad-location",
      "a location holds no password, key or signature",
      "Write s3://bucket/key, and give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE",
      { file },
    );
  }
  const { bucket, key } = splitObject(`s3${written.slice(2)}`);
  if (!/^[\w.-]{3,255}$/.test(bucket)) {
    throw new UserError("bad-location", "this names no bucket", "Write s3://bucket/key", { file: written });
  }
  return `s3://${bucket}/${key}`;
}

/** An address, or a text that ends with one, as it may stand in an error. */
export function withoutSecrets(written: string): string {
  const open = written.replace(login, "$1...@");
  return signedQuery.test(open) ? `${open.slice(0, open.indexOf("?"))}?...` : open;
}
