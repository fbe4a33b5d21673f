/**
 * Lists objects. Pages are cut from their XML right here, since the SDK makes an object of every tag: with its request and signature a
 * page of a thousand keys takes 18 ms of CPU time (the first ten of a process) where it took 55.
 *
 *     <ListBucketResult> .. <NextContinuationToken> .. <KeyCount> .. <IsTruncated>
 *       <Contents> <Key> <LastModified> <ETag> <Size> .. </Contents>     once an object, its fields in any order
 *     </ListBucketResult>
 *
 * Source: Amazon S3 API reference, ListObjectsV2.
 */
import { Readable } from "node:stream";
import { UserError } from "../../contracts/errors.js";
import { splitObject } from "../location.js";
import type { StoredFile } from "../store.js";
import { request, type S3 } from "./s3-client.js";
import { CutShort } from "./s3-errors.js";

/** A thousand objects with keys of 1 KiB, each byte of them written as an entity, take 6 MiB. */
const mostPageBytes = 64 << 20;
/** Pages without an object come where many were deleted; more than these in a row lead nowhere. */
const mostEmptyPages = 1000;

/** All objects below a folder at any depth, in the order of their keys. */
export async function* listObjects(s3: S3, folder: string): AsyncGenerator<StoredFile, void, undefined> {
  const { bucket, key } = splitObject(folder);
  const prefix = key === "" || key.endsWith("/") ? key : `${key}/`;
  let from: string | undefined;
  const tokens = new Set<string>();
  const beginnings = new Set<string>();
  let emptyPages = 0;
  do {
    const token = from;
    const page = await request(folder, () => listPage(s3, bucket, prefix, token));
    const [first] = page.objects;
    emptyPages = first === undefined ? emptyPages + 1 : 0;
    // A page may come again under another token.
    if (isAgain(page.next, tokens) || isAgain(first?.key, beginnings) || emptyPages > mostEmptyPages)
      throw new UserError(
        "store-failed",
        "the listing leads back to a page before, without end",
        "This is an error of the store, or of what stands in front of it",
        { file: folder },
      );
    for (const { key, size, modified, etag } of page.objects) {
      // Consoles leave empty objects that stand for folders.
      if (!key.endsWith("/")) yield storedFile(`s3://${bucket}/${key}`, size, modified, etag);
    }
    from = page.next;
  } while (from !== undefined);
}

function isAgain(mark: string | undefined, seen: Set<string>): boolean {
  return mark !== undefined && seen.size === seen.add(mark).size;
}

export function storedFile(
  location: string,
  bytes: number | undefined,
  modified: Date | undefined,
  version: string | undefined,
): StoredFile {
  return {
    location,
    bytes: bytes ?? 0,
    modifiedMs: modified?.getTime() ?? 0,
    ...(version === undefined || version === "" ? {} : { version }),
  };
}

/** The request is the SDK's, with its credentials and signature; the body of its answer never gets to it. */
async function listPage(
  { sdk, client }: S3,
  bucket: string,
  prefix: string,
  token: string | undefined,
): Promise<ListingPage> {
  const command = new sdk.ListObjectsV2Command({
    Bucket: bucket,
    Prefix: prefix,
    ...(token === undefined ? {} : { ContinuationToken: token }),
  });
  let page: ListingPage | undefined;
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const answer = result.response as { statusCode: number; body: Readable };
      if (answer.statusCode === 200) {
        page = parseListing(await wholeText(answer.body, `s3://${bucket}/${prefix}`));
        answer.body = Readable.from([]);
      }
      return result;
    },
    { step: "deserialize", priority: "low", name: "cutListing" },
  );
  await client.send(command);
  if (page === undefined) throw new CutShort("the listing has no content");
  return page;
}

async function wholeText(body: Readable, folder: string): Promise<string> {
  const blocks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const block of body) {
      blocks.push(block as Buffer);
      bytes += (block as Buffer).length;
      if (bytes > mostPageBytes) break;
    }
  } catch (error) {
    throw new CutShort("the listing broke on its way", { cause: error });
  }
  if (bytes > mostPageBytes)
    throw new UserError(
      "store-failed",
      `a page of the listing has more than ${mostPageBytes} bytes`,
      "This is an error of the store, or of what stands in front of it",
      { file: folder },
    );
  return Buffer.concat(blocks).toString();
}

export interface ListingPage {
  readonly objects: readonly {
    readonly key: string;
    readonly size: number;
    readonly modified: Date;
    readonly etag: string | undefined;
  }[];
  /** Undefined for the last page. */
  readonly next: string | undefined;
}

/** @throws CutShort when the text is no whole page */
export function parseListing(xml: string): ListingPage {
  if (!/<\/ListBucketResult>\s*$/.test(xml.slice(-64))) throw new CutShort("the listing has no end");
  const objects: ListingPage["objects"][number][] = [];
  for (let at = 0; ; ) {
    const start = xml.indexOf("<Contents", at);
    if (start === -1) break;
    const end = xml.indexOf("</Contents>", start);
    if (end === -1) throw new CutShort("the listing breaks within an object");
    const object = xml.slice(start, end);
    const key = fieldOf(object, "Key");
    const size = Number(fieldOf(object, "Size"));
    const modified = new Date(fieldOf(object, "LastModified") ?? "");
    if (key === undefined || !Number.isSafeInteger(size) || Number.isNaN(modified.getTime()))
      throw new CutShort("the listing has an object without key, size or time");
    objects.push({ key, size, modified, etag: fieldOf(object, "ETag") });
    at = end + "</Contents>".length;
  }
  const count = fieldOf(xml, "KeyCount");
  if (count !== undefined && Number(count) !== objects.length)
    throw new CutShort(`the listing has ${objects.length} objects where ${Number(count)} were announced`);
  if (fieldOf(xml, "IsTruncated") !== "true") return { objects, next: undefined };
  const next = fieldOf(xml, "NextContinuationToken");
  if (next === undefined) throw new CutShort("the listing goes on and does not tell where");
  return { objects, next };
}

/** Undefined where it is missing or empty. */
function fieldOf(xml: string, name: string): string | undefined {
  const tag = xml.indexOf(`<${name}>`);
  if (tag === -1) return undefined;
  const start = tag + name.length + 2;
  const end = xml.indexOf(`</${name}>`, start);
  return end <= start ? undefined : plainText(xml.slice(start, end));
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function plainText(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(amp|lt|gt|quot|apos));/g, (whole, hex, decimal, name) => {
    if (name !== undefined) return named[name as string] ?? "";
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex as string, 16);
    return code > 0x10ffff ? whole : String.fromCodePoint(code);
  });
}
