/** What a store answers is chosen by whoever may write into it, or stands in front of it. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { type Finished, inTemporaryFolder, startWith } from "../support/wudao.js";

/** A store whose listings are all of this one page, or of what is made for each of them, and whose objects all hold the same. */
async function againstStore(
  page: string | ((listings: number) => string),
  folder: string,
  ...args: readonly string[]
): Promise<Finished> {
  let listings = 0;
  const server = createServer((asked, answer) => {
    const isListing = asked.url?.includes("list-type=2") === true;
    if (!isListing) answer.end("written by a stranger");
    else
      answer.end(
        `<ListBucketResult>${typeof page === "string" ? page : page(listings++)}</ListBucketResult>`,
      );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  mkdirSync(join(folder, "scratch"), { recursive: true });
  try {
    const environment = {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "a",
      AWS_SECRET_ACCESS_KEY: "b",
      AWS_EC2_METADATA_DISABLED: "true",
      TMPDIR: join(folder, "scratch"),
    };
    return await startWith(environment, ...args).end;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function objectOf(key: string): string {
  return `<Contents><Key>${key}</Key><LastModified>2026-11-26T22:38:09Z</LastModified><Size>21</Size></Contents>`;
}

test("looking at a dataset in a store writes no file elsewhere, whatever its objects are called", () =>
  inTemporaryFolder(async (folder) => {
    const page = objectOf("set/manifest.json") + objectOf("set/../../stolen.txt");
    const { code, stderr } = await againstStore(page, folder, "dedup", "audit", "s3://bucket/set");
    assert.equal(existsSync(join(folder, "stolen.txt")), false);
    assert.match(stderr, /stolen\.txt: the name of an object leads out of the folder/);
    assert.equal(code, 1);
  }));

test("a store whose listing begins again and again does not keep a command busy for ever", () =>
  inTemporaryFolder(async (folder) => {
    const page = `<IsTruncated>true</IsTruncated><NextContinuationToken>more</NextContinuationToken>${objectOf("set/a.jsonl")}`;
    const { code, stderr } = await againstStore(page, folder, "dedup", "audit", "s3://bucket/set");
    assert.match(stderr, /s3:\/\/bucket\/set: the listing leads back to a page before/);
    assert.equal(code, 1);
  }));

test("a page that comes again under ever new tokens, and endless pages of nothing, do not either", () =>
  inTemporaryFolder(async (folder) => {
    const more = (listings: number) =>
      `<IsTruncated>true</IsTruncated><NextContinuationToken>${listings}</NextContinuationToken>`;
    for (const object of [objectOf("set/a.jsonl"), ""]) {
      const page = (listings: number) => more(listings) + object;
      const { code, stderr } = await againstStore(page, folder, "dedup", "audit", "s3://bucket/set");
      assert.match(stderr, /s3:\/\/bucket\/set: the listing leads back to a page before/);
      assert.equal(code, 1);
    }
  }));

test("a page of a listing that is larger than any page does not take the memory", () =>
  inTemporaryFolder(async (folder) => {
    const page = " ".repeat((64 << 20) + 1);
    const { code, stderr } = await againstStore(page, folder, "dedup", "audit", "s3://bucket/set");
    assert.match(stderr, /a page of the listing has more than 67108864 bytes/);
    assert.equal(code, 1);
  }));
