/** One suite for every store: what a run relies on, wherever its files lie. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { UserError } from "../../../../pipeline/contracts/errors.js";
import { joinLocation } from "../../../../pipeline/storage/location.js";
import type { Store, StoredFile } from "../../../../pipeline/storage/store.js";
import { readWhole, storeOf } from "../../../../pipeline/storage/store-of.js";
import { type S3Server, startS3, withoutS3 } from "../../../support/s3-server.js";
import { inTemporaryFolder } from "../../../support/wudao.js";

const places: readonly { name: string; skip: string | false; open(): Promise<Place> }[] = [
  {
    name: "file",
    skip: false,
    open: () =>
      new Promise((opened) => {
        void inTemporaryFolder(
          (folder) => new Promise<void>((close) => opened({ root: folder, close: async () => close() })),
        );
      }),
  },
  { name: "s3", skip: withoutS3, open: openS3 },
];

interface Place {
  readonly root: string;
  close(): Promise<void>;
}

async function openS3(): Promise<Place> {
  const server: S3Server = await startS3("bucket");
  Object.assign(process.env, server.environment());
  return { root: "s3://bucket/some/folder", close: () => server.stop() };
}

async function bytesOf(store: Store, location: string, start?: number, end?: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const block of store.read(location, {
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
  }))
    parts.push(block);
  return Buffer.concat(parts);
}

async function listed(store: Store, folder: string): Promise<StoredFile[]> {
  const files: StoredFile[] = [];
  for await (const file of store.list(folder)) files.push(file);
  return files;
}

for (const { name, skip, open } of places) {
  describe(name, { skip }, () => {
    let place: Place;
    let store: Store;
    const at = (...names: string[]): string => joinLocation(place.root, ...names);
    before(async () => {
      place = await open();
      store = storeOf(place.root);
    });
    after(() => place.close());

    test("a file comes back byte for byte, whole and by ranges", async () => {
      const bytes = randomBytes(3_500_000);
      await store.write(at("whole/文件 1+&=.bin"), bytes);
      assert.ok(bytes.equals(await bytesOf(store, at("whole/文件 1+&=.bin"))));
      for (const [start, end] of [
        [0, 1],
        [5, 1_048_581],
        [3_499_999, 3_500_000],
        [3_000_000, 9_000_000],
        [3_500_000, 9_000_000],
        [7, 7],
      ] as const) {
        const range = await bytesOf(store, at("whole/文件 1+&=.bin"), start, end);
        assert.ok(bytes.subarray(start, end).equals(range), `${start} to ${end}`);
      }
    });

    test("a listing names every file once, in order, with its size", async () => {
      const names = Array.from(
        { length: 1203 },
        (_, index) => `list/${index % 7}/${String(index).padStart(4, "0")}`,
      );
      for (let from = 0; from < names.length; from += 50)
        await Promise.all(
          names.slice(from, from + 50).map((each) => store.write(at(each), Buffer.from(each))),
        );
      const files = await listed(store, at("list"));
      assert.deepEqual(
        files.map(({ location, bytes }) => [location, bytes]),
        [...names].sort().map((each) => [at(each), each.length]),
      );
      assert.deepEqual(await listed(store, at("lis")), []);
    });

    test("a missing file is told, not read as empty", async () => {
      assert.equal(await store.stat(at("nothing")), undefined);
      assert.equal(await readWhole(at("nothing")), undefined);
      await assert.rejects(bytesOf(store, at("nothing")), UserError);
    });

    test("of many writers of one name exactly one is told that its bytes stand", async () => {
      const writers = Array.from({ length: 8 }, (_, index) => Buffer.from(`writer ${index}`));
      const won = await Promise.all(writers.map((bytes) => store.writeIfAbsent(at("once"), bytes)));
      assert.equal(won.filter(Boolean).length, 1);
      assert.ok(writers[won.indexOf(true)]?.equals((await readWhole(at("once"))) ?? Buffer.alloc(0)));
      assert.equal(await store.writeIfAbsent(at("once"), Buffer.from("late")), false);
    });

    test("an upload arrives whole, small or in many parts, and tells its SHA-256", () =>
      inTemporaryFolder(async (folder) => {
        for (const size of [0, 10, (16 << 20) + 1, 35 << 20]) {
          const bytes = randomBytes(size);
          writeFileSync(join(folder, "file"), bytes);
          const { bytes: sent, sha256 } = await store.upload(at("up", String(size)), join(folder, "file"));
          assert.equal(sent, size);
          assert.equal((await store.stat(at("up", String(size))))?.bytes, size);
          const { createHash } = await import("node:crypto");
          assert.equal(sha256, createHash("sha256").update(bytes).digest("hex"));
          assert.ok(bytes.equals(await bytesOf(store, at("up", String(size)))));
        }
      }));

    test("deleted files are gone, and deleting them again is no error", async () => {
      await store.write(at("gone/a"), Buffer.from("a"));
      await store.write(at("gone/b"), Buffer.from("b"));
      await store.delete([at("gone/a"), at("gone/b"), at("gone/c")]);
      await store.delete([at("gone/a")]);
      assert.deepEqual(await listed(store, at("gone")), []);
    });
  });
}

test("small files take blocks of their own size: a million of them leave the collector little to do", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "small.txt");
    writeFileSync(path, "春眠不觉晓");
    let blocks = 0;
    for await (const block of storeOf(path).read(path)) {
      assert.equal(block.toString(), "春眠不觉晓");
      assert.ok(block.buffer.byteLength <= 4096, `${block.buffer.byteLength} bytes`);
      blocks++;
    }
    assert.equal(blocks, 1);
  }));
