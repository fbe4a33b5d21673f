import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { readImageRecords } from "../../../stages/read/read-image-records.js";
import { makeRows } from "../../support/parquet-rows.js";
import { tar } from "../../support/tar.js";
import { inTemporaryFolder, sharedData, withoutData } from "../../support/wudao.js";
import { countCodes, type ReadRecords, readWith } from "./read-records.js";

/** A GIF of one pixel. */
const gif = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

type Files = Readonly<Record<string, Buffer | string>>;

/** Writes the files, and the records as `set/records.jsonl`. */
function read(records: readonly object[], files: Files = {}, params: object = {}): Promise<ReadRecords> {
  return inTemporaryFolder(async (folder) => {
    const lines = records.map((record) => `${JSON.stringify(record)}\n`).join("");
    for (const [name, body] of Object.entries({ ...files, "set/records.jsonl": lines })) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), body);
    }
    return await readWith(readImageRecords, join(folder, "set/records.jsonl"), params);
  });
}

test("records of WuDaoMM find their pictures, and keep class, captions and the name as key", async () => {
  const { samples, failures } = await read(
    [{ name: "ab12.jpg", tag: "动物", captions: "猫,窗台,阳光" }],
    { "set/images/ab12.jpg": gif },
    { base: "images" },
  );
  assert.deepEqual(failures, []);
  const [sample] = samples;
  assert.equal(sample?.id, "ab12.jpg");
  assert.equal(sample.text, "猫,窗台,阳光");
  assert.deepEqual(sample.meta, { tag: "动物" });
  assert.deepEqual(sample.captions, [{ text: "猫,窗台,阳光", lang: undefined, kind: "captions" }]);
  assert.deepEqual(Buffer.from(sample.image?.bytes ?? []), gif);
});

test("records of BriVL keep every kind of text and the boxes; their paths lead up only where the recipe allows it", async () => {
  const record = {
    image_id: "../imgs/1.gif",
    sentences: [
      ["alt_text", "酒店"],
      ["sur_text", "酒店位于阿伯丁。"],
    ],
    bbox: [[1, 2, 3, 4]],
  };
  const files = { "imgs/1.gif": gif };
  const allowed = await read([record], files, { inside: ".." });
  assert.deepEqual(allowed.failures, []);
  assert.equal(allowed.samples[0]?.id, "../imgs/1.gif");
  assert.deepEqual(
    allowed.samples[0]?.captions.map(({ kind, text }) => [kind, text]),
    record.sentences,
  );
  assert.deepEqual(allowed.samples[0]?.meta, { bbox: [[1, 2, 3, 4]] });
  const refused = await read([record], files);
  assert.deepEqual(countCodes(refused.failures), { "outside-root": 1 });
});

test("no record opens a file outside of its folder: not by .., an absolute path, a link, a tar or a NUL", async () => {
  await inTemporaryFolder(async (folder) => {
    mkdirSync(join(folder, "set"));
    writeFileSync(join(folder, "secret.gif"), gif);
    writeFileSync(join(folder, "secret.tar"), tar([{ name: "1.gif", body: gif }]));
    symlinkSync("../secret.gif", join(folder, "set/link.gif"));
    symlinkSync("..", join(folder, "set/up"));
    const paths = [
      "../secret.gif",
      "a/../../secret.gif",
      join(folder, "secret.gif"),
      "link.gif",
      "up/secret.gif",
      "../secret.tar#1.gif",
      "\0/../secret.gif",
    ];
    const file = join(folder, "set/records.jsonl");
    writeFileSync(file, paths.map((path) => `${JSON.stringify({ image: path })}\n`).join(""));
    const { samples, failures } = await readWith(readImageRecords, file);
    assert.deepEqual(samples, []);
    assert.deepEqual(countCodes(failures), { "outside-root": paths.length });
  });
});

test("a picture that is not there is quarantined with its record and by its name, and the others go on", async () => {
  const records = [
    { image: "1.gif", caption: "一" },
    { image: "lost.gif", caption: "二" },
    { image: "all.tar#1.gif", caption: "三" },
    { image: "all.tar#lost.gif", caption: "四" },
    { image: "https://example.org/1.gif", caption: "五" },
    { image: "folder", caption: "六" },
    { image: "empty.gif", caption: "七" },
    { image: "large.gif", caption: "八" },
    { caption: "九" },
    { image: 5, caption: "十" },
  ];
  const { samples, failures } = await read(
    records,
    {
      "set/1.gif": gif,
      "set/all.tar": tar([{ name: "1.gif", body: gif }]),
      "set/folder/1.gif": gif,
      "set/empty.gif": "",
      "set/large.gif": Buffer.alloc(2000),
    },
    { "max-image-bytes": 1024 },
  );
  assert.deepEqual(
    samples.map(({ text }) => text),
    ["一", "三"],
  );
  assert.deepEqual(
    failures.map(({ code, raw }) => [code, (JSON.parse(raw.toString()) as { caption: string }).caption]),
    [
      ["missing-image", "二"],
      ["missing-image", "四"],
      ["remote-image", "五"],
      ["missing-image", "六"],
      ["empty-image", "七"],
      ["over-size", "八"],
      ["no-image", "九"],
      ["no-image", "十"],
    ],
  );
  assert.match(failures[0]?.message ?? "", /"lost\.gif" is not there/);
});

test("pictures in base64 are read: plain, as data addresses and as {bytes, path}; a path is never taken for base64", async () => {
  const text = gif.toString("base64");
  const records = [
    { image: `data:image/gif;base64,${text}` },
    { image: { bytes: text, path: "1.gif" } },
    { image: text },
    { image: "images/1.gif" },
  ];
  const { samples, failures } = await read(records, {}, { holds: "base64" });
  assert.equal(samples.length, 3);
  for (const { image, meta } of samples) {
    assert.deepEqual(Buffer.from(image?.bytes ?? []), gif);
    assert.deepEqual(meta, {});
  }
  assert.deepEqual(countCodes(failures), { "invalid-base64": 1 });
});

for (const name of ["pairs.jsonl.gz", "pairs.parquet"])
  test(`all pictures of a real index (${name}) are found in their tars, each with the bytes that the index states`, {
    skip: withoutData,
  }, async () => {
    const file = join(sharedData ?? "", "image-text", name);
    const { samples, failures } = await readWith(readImageRecords, file, { base: ".." });
    assert.deepEqual(failures, []);
    assert.equal(samples.length, 2460);
    for (const { image, meta } of samples) {
      assert.equal(
        createHash("sha1")
          .update(image?.bytes ?? "")
          .digest("hex"),
        meta.sha1,
      );
    }
    assert.equal(samples[0]?.captions?.[0]?.text, "青蛙。");
  });

test("pictures in Parquet are read as bytes too, and a file that is none is told and costs nothing else", async () => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, "pictures.parquet");
    await makeRows(file, 3, 2, gif);
    const { samples, failures } = await readWith(readImageRecords, file);
    assert.deepEqual(failures, []);
    assert.deepEqual(
      samples.map(({ image }) => Buffer.from(image?.bytes ?? [])),
      [gif, gif, gif],
    );
    assert.equal(samples[1]?.image?.format, "gif");
    assert.equal(samples[1]?.meta.image, undefined);
    await makeRows(file, 3, 2, Buffer.alloc(0));
    assert.deepEqual(countCodes((await readWith(readImageRecords, file)).failures), { "empty-image": 3 });
    writeFileSync(file, "no Parquet");
    assert.equal((await readWith(readImageRecords, file)).failures.length, 1);
  });
});

test("a table that img2dataset wrote is read as it is: the picture in `jpg`, its key and address", async () => {
  const record = {
    jpg: { bytes: gif.toString("base64") },
    caption: "一只猫",
    key: "000000007",
    url: "https://a.cn/7",
  };
  const { samples } = await read([record]);
  assert.deepEqual(
    samples.map(({ id, text, url }) => [id, text, url]),
    [["000000007", "一只猫", "https://a.cn/7"]],
  );
});

test("who hands in a list of addresses, as LAION publishes it, is told that pictures are fetched first, and by what", async () => {
  const { failures } = await read([{ URL: "https://a.cn/1.jpg", TEXT: "猫" }]);
  assert.match(
    failures[0]?.message ?? "",
    /none of image_path.*"URL" is an address.*img2dataset.*read-webdataset/,
  );
});

test("a record that names a pipe, or a folder as a tar, does not hold up the run", () =>
  inTemporaryFolder(async (folder) => {
    execFileSync("mkfifo", [join(folder, "pipe.gif"), join(folder, "pipe.tar")]);
    mkdirSync(join(folder, "folder.tar"));
    const paths = ["pipe.gif", "pipe.tar#1.gif", "folder.tar#1.gif", "folder.tar"];
    const file = join(folder, "records.jsonl");
    writeFileSync(file, paths.map((image_path) => `${JSON.stringify({ image_path })}\n`).join(""));
    const { failures } = await readWith(readImageRecords, file);
    assert.deepEqual(
      failures.map(({ code }) => code),
      ["missing-image", "unreadable-image", "unreadable-image", "missing-image"],
    );
  }));
