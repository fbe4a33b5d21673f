import assert from "node:assert/strict";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { readWebdataset } from "../../../stages/read/read-webdataset.js";
import { type TarFile, tar, tarMember } from "../../support/tar.js";
import { inTemporaryFolder, sharedData, withoutData } from "../../support/wudao.js";
import { countCodes, type ReadRecords, readWith } from "./read-records.js";

/** A GIF of one pixel. */
const gif = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

function read(bytes: Buffer, name = "a.tar", splitBytes = 64 << 20, params = {}): Promise<ReadRecords> {
  return inTemporaryFolder(async (folder) => {
    const file = join(folder, name);
    writeFileSync(file, bytes);
    return await readWith(readWebdataset, file, params, splitBytes);
  });
}

const pair = (key: string, caption = "一只猫"): TarFile[] => [
  { name: `${key}.gif`, body: gif },
  { name: `${key}.txt`, body: caption },
  { name: `${key}.json`, body: JSON.stringify({ lang: "zh", alt_text: "猫", rating: 5 }) },
];

test("members of one key become one sample with its texts, language and what else the record holds", async () => {
  const { samples, failures } = await read(tar(pair("cats/1")));
  assert.deepEqual(failures, []);
  const [sample] = samples;
  assert.equal(sample?.id, "cats/1");
  assert.equal(sample.text, "一只猫");
  assert.equal(sample.lang, "zh");
  assert.deepEqual(sample.captions, [
    { text: "一只猫", lang: "zh", kind: "txt" },
    { text: "猫", lang: "zh", kind: "alt_text" },
  ]);
  assert.deepEqual(sample.meta, { rating: 5 });
  assert.deepEqual({ ...sample.image }, { bytes: Buffer.from(gif), format: "gif", width: 1, height: 1 });
});

test("a record of img2dataset keeps the address of its picture where URL rules find it, and its scores", async () => {
  const record = { url: "https://a.cn/1.gif", caption: "一只猫", key: "000000001", punsafe: 0.01 };
  const { samples } = await read(
    tar([
      { name: "000000001.gif", body: gif },
      { name: "000000001.json", body: JSON.stringify(record) },
      { name: "000000001.txt", body: "一只猫" },
    ]),
  );
  assert.equal(samples[0]?.url, "https://a.cn/1.gif");
  assert.deepEqual(samples[0].meta, { key: "000000001", punsafe: 0.01 });
});

test("a list of addresses, or of languages, is kept as a note: a sample has one of each", async () => {
  const record = { url: ["https://a.cn/1", "https://a.cn/2"], lang: ["zh", "en"], caption: "一只猫" };
  const { samples } = await read(
    tar([
      { name: "1.gif", body: gif },
      { name: "1.json", body: JSON.stringify(record) },
    ]),
  );
  assert.deepEqual(samples[0]?.meta, { url: record.url, lang: record.lang });
});

test("a tar cut into splits of any size gives every record once, in order", {
  skip: withoutData,
}, async () => {
  const file = join(sharedData ?? "", "image-text/stamps-000000.tar");
  const whole = await readWith(readWebdataset, file);
  assert.equal(whole.samples.length, 351);
  for (const parts of [2, 3, 7, 40]) {
    const cut = await readWith(readWebdataset, file, {}, Math.ceil(statSync(file).size / parts));
    assert.deepEqual(
      cut.samples.map(({ id, origin }) => [id, origin]),
      whole.samples.map(({ id, origin }) => [id, origin]),
    );
  }
});

test("a split at each byte around a picture that itself holds a tar finds no record in it", async () => {
  const inner = tar(pair("inner"));
  const archive = tar([
    { name: "1.gif", body: Buffer.concat([gif, Buffer.alloc(512 - gif.length), inner]) },
    ...pair("2"),
  ]);
  for (let splitBytes = 300; splitBytes < archive.length; splitBytes += 257) {
    const { samples } = await read(archive, "a.tar", splitBytes);
    assert.deepEqual(
      samples.map(({ id }) => id),
      ["1", "2"],
    );
  }
});

test("long names by GNU and pax headers, prefixes and names in GBK are read", async () => {
  const long = `${"目录/".repeat(40)}图`;
  const record = ` path=${long}.gif\n`;
  const bytes = Buffer.byteLength(record);
  const pax = `${bytes + 3}${record}`;
  const { samples, failures } = await read(
    Buffer.concat([
      tarMember({ name: "././@LongLink", body: `${long}1.gif\0`, type: "L" }),
      tarMember({ name: "short.gif", body: gif }),
      tarMember({ name: "pax", body: pax, type: "x" }),
      tarMember({ name: "short.gif", body: gif }),
      Buffer.alloc(1024),
    ]),
  );
  assert.deepEqual(failures, []);
  assert.deepEqual(
    samples.map(({ id }) => id),
    [`${long}1`, long],
  );
});

test("ids hold no way out of a folder and no control characters", async () => {
  const { samples } = await read(tar([{ name: "/../../etc/./a\u202e\u0007b.gif", body: gif }]));
  assert.deepEqual(
    samples.map(({ id }) => id),
    ["etc/ab"],
  );
});

test("a record without picture, a broken .json and links are told or passed over, and the rest is read", async () => {
  const { samples, failures } = await read(
    tar([
      { name: "1.txt", body: "text alone" },
      { name: "2.gif", body: gif },
      { name: "2.json", body: "{" },
      { name: "folder", body: "", type: "5" },
      ...pair("3"),
    ]),
  );
  assert.deepEqual(countCodes(failures), { "no-image": 1, "invalid-json": 1 });
  assert.deepEqual(
    samples.map(({ id }) => id),
    ["3"],
  );
});

test("an archive that ends inside a member or goes wrong keeps what came before and tells the place", async () => {
  const archive = tar([...pair("1"), ...pair("2")]);
  const cut = await read(archive.subarray(0, 3 * 1024 + 520));
  assert.deepEqual(countCodes(cut.failures), { "truncated-tar": 1 });
  assert.match(cut.failures[0]?.origin ?? "", /a\.tar@3072$/);
  assert.deepEqual(
    cut.samples.map(({ id }) => id),
    ["1"],
  );
  archive[3 * 1024 + 3] = 0x41;
  const corrupt = await read(archive);
  assert.deepEqual(countCodes(corrupt.failures), { "corrupt-tar": 1 });
  assert.equal(corrupt.samples.length, 1);
});

test("an archive that ends inside a member above the limit tells of its end", async () => {
  const archive = tar([...pair("1"), { name: "2.gif", body: Buffer.alloc(3000) }]);
  const params = { "max-member-bytes": 2000 };
  assert.deepEqual(countCodes((await read(archive, "a.tar", 64 << 20, params)).failures), { "over-size": 1 });
  const cut = await read(archive.subarray(0, archive.length - 2048), "a.tar", 64 << 20, params);
  assert.deepEqual(countCodes(cut.failures), { "truncated-tar": 1 });
});

test("links and folders with a stated size, as old tars have them, do not take what follows for their bodies", async () => {
  const sized = (name: string, type: string): Buffer =>
    tarMember({ name, type, body: Buffer.alloc(4096) }).subarray(0, 512);
  const { samples, failures } = await read(
    Buffer.concat([sized("folder/", "5"), tar(pair("1")), sized("3.gif", "1"), tar(pair("2"))]),
  );
  assert.deepEqual([samples.map(({ id }) => id), countCodes(failures)], [["1", "2"], { "no-file": 1 }]);
});

test("headers summed as signed bytes, as old tars did for names in GBK, are sound", async () => {
  const name = Buffer.from("d6d031", "hex");
  const archive = tar(pair("xx1"));
  for (let at = 0; at < archive.length; at += 512) {
    if (!archive.subarray(at, at + 3).equals(Buffer.from("xx1"))) continue;
    name.copy(archive, at);
    const header = archive.subarray(at, at + 512);
    header.write("        ", 148);
    const sum = header.reduce((before, byte) => before + ((byte << 24) >> 24), 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  }
  const { samples, failures } = await read(archive);
  assert.deepEqual([samples.map(({ id }) => id), failures], [["中1"], []]);
});

test("joined archives and gzip are read whole", async () => {
  const joined = Buffer.concat([tar(pair("1")), tar(pair("2"))]);
  assert.equal((await read(joined)).samples.length, 2);
  assert.equal((await read(gzipSync(joined), "a.tar.gz")).samples.length, 2);
});

test("the real cut tar gives its whole records and one error", { skip: withoutData }, async () => {
  const file = join(sharedData ?? "", "bad-input/truncated-webdataset.tar");
  const { samples, failures } = await readWith(readWebdataset, file);
  assert.deepEqual(countCodes(failures), { "truncated-tar": 1 });
  const sound = await readWith(readWebdataset, join(sharedData ?? "", "image-text/stamps-000000.tar"));
  assert.deepEqual(
    samples.map(({ id, image }) => [id, image?.bytes]),
    sound.samples.slice(0, samples.length).map(({ id, image }) => [id, image?.bytes]),
  );
  assert.ok(samples.length >= 5);
});

test("a record of endless members does not take the memory: it is quarantined, the one behind it is read", async () => {
  const many = Array.from({ length: 300 }, (_, index) => ({ name: `many.${index}.gif`, body: gif }));
  const large = Array.from({ length: 5 }, (_, index) => ({
    name: `large.${index}.gif`,
    body: Buffer.alloc(1 << 20),
  }));
  const params = { "max-member-bytes": 1 << 20 };
  const archive = tar([...many, ...large, ...pair("sound")]);
  const { samples, failures } = await read(archive, "a.tar", 64 << 20, params);
  assert.deepEqual(
    failures.map(({ code, message, origin }) => [code, message, origin.replace(/^.*@/, "@")]),
    [
      ["over-size", 'the record "many" has more than 256 members', "@0"],
      ["over-size", 'the record "large" has more than 4194304 bytes', `@${300 * 1024}`],
    ],
  );
  assert.deepEqual(
    samples.map(({ id }) => id),
    ["sound"],
  );
});

test("a picture that is a link or a sparse file in its archive is told, not left out", async () => {
  const { samples, failures } = await read(
    tar([
      { name: "label", body: "", type: "V" },
      { name: "folder/", body: "", type: "5" },
      { name: "link.gif", body: "", type: "2" },
      { name: "sparse.gif", body: gif, type: "S" },
      { name: "pax", body: "30 GNU.sparse.name=sparse.txt\n", type: "x" },
      { name: "GNUSparseFile.1/sparse.txt", body: "1\n0\n9\n" },
      ...pair("sound"),
    ]),
  );
  assert.deepEqual(
    failures.map(({ code, message }) => [code, message]),
    [
      ["no-file", '"link.gif" is a link, no file: nothing of it was read'],
      ["no-file", '"sparse.gif" is a sparse file, no file: nothing of it was read'],
      ["no-file", '"sparse.txt" is a sparse file, no file: nothing of it was read'],
    ],
  );
  assert.equal(samples.length, 1);
});

test("a member whose size leads back in the archive ends the reading, in every split, and is told once", async () => {
  for (const field of [
    "14 size=-2048\n",
    "8 size=\n",
    "12 size=1e3\n",
    "13 size=0x44\n",
    "29 size=99999999999999999999\n",
  ]) {
    const archive = tar([...pair("first"), { name: "pax", body: field, type: "x" }, ...pair("second")]);
    const { samples, failures } = await read(archive, "a.tar", 2048);
    assert.deepEqual(
      samples.map(({ id }) => id),
      ["first"],
    );
    assert.deepEqual(countCodes(failures), { "corrupt-tar": 1 }, field);
  }
});

test("an archive that ends behind the long name of a member is told, in every split", async () => {
  const named = Buffer.concat([
    ...pair("1").map(tarMember),
    tarMember({ name: "pax", body: "14 path=2.gif\n", type: "x" }),
  ]);
  for (const bytes of [named, named.subarray(0, -512), named.subarray(0, -700)])
    for (const splitBytes of [64 << 20, 1024, 512]) {
      const { samples, failures } = await read(bytes, "a.tar", splitBytes);
      assert.deepEqual([samples.length, countCodes(failures)], [1, { "truncated-tar": 1 }]);
    }
});
