/** Shards that hold what their columns cannot: read as it stands, it would be other tokens, texts or documents, whatever the checksum says. */
import assert from "node:assert/strict";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Column, ColumnType, RowBatch } from "../../../pipeline/contracts/rows.js";
import { openArrow } from "../../../pipeline/dataset/read-arrow.js";
import { openJsonl } from "../../../pipeline/dataset/read-jsonl.js";
import { openMegatron } from "../../../pipeline/dataset/read-megatron.js";
import { openTokenFile } from "../../../pipeline/dataset/read-token-file.js";
import type { OpenShard } from "../../../pipeline/dataset/shard-reader.js";
import { MegatronIndex } from "../../../stages/write/megatron-index.js";
import { writeArrow } from "../../../stages/write/write-arrow.js";
import { inTemporaryFolder } from "../../support/wudao.js";

const column = (name: string, type: ColumnType, nullable = false): Column => ({ name, type, nullable });
const triples = [column("input_ids", { kind: "fixed-list", item: "uint16", length: 3 })];
const lists = [column("input_ids", { kind: "list", item: "uint16" })];

/** Number of rows; each is read. */
async function read(open: OpenShard, path: string, columns: readonly Column[]): Promise<number> {
  const reader = await open(path, columns);
  try {
    let rows = 0;
    for await (const batch of reader.batches(0, Number.POSITIVE_INFINITY)) rows += batch.rows;
    return rows;
  } finally {
    await reader.close();
  }
}

const refuses = (open: OpenShard, path: string, columns: readonly Column[], words: RegExp): Promise<void> =>
  assert.rejects(read(open, path, columns), (error: Error & { code?: string }) => {
    assert.equal(error.code, "damaged-shard");
    assert.match(error.message, words);
    return true;
  });

test("JSON Lines: a token that does not fit its type is told with its line, not wrapped into another token", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "a.jsonl");
    const good = '{"input_ids":[1,2,65535]}\n';
    writeFileSync(path, good);
    assert.equal(await read(openJsonl, path, triples), 1);
    for (const [ids, words] of [
      ["[1,2,65536]", /holds a value that is no uint16/],
      ["[1,2,-1]", /holds a value that is no uint16/],
      ["[1,2,0.5]", /holds a value that is no uint16/],
      ["[1,2,null]", /holds a value that is no uint16/],
      ["[1,2]", /has 2 values in a row, not 3/],
      ["[1,2,3,4]", /has 4 values in a row, not 3/],
      ["null", /holds no fixed-list/],
    ] as const) {
      writeFileSync(path, `${good}{"input_ids":${ids}}\n`);
      await refuses(openJsonl, path, triples, words);
      await refuses(openJsonl, path, triples, /a\.jsonl:2/);
    }
  }));

test("JSON Lines: a text that is gone, no UTF-8 or behind which the file may be cut off is told, not read as another text", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "a.jsonl");
    const columns = [column("text", { kind: "utf8" }), column("title", { kind: "utf8" }, true)];
    writeFileSync(path, '{"text":"落霞","title":null}\n');
    assert.equal(await read(openJsonl, path, columns), 1);
    const bytes = readFileSync(path);
    bytes[bytes.indexOf("落")] = 0xff;
    writeFileSync(path, bytes);
    await refuses(openJsonl, path, columns, /no JSON: .*not valid/);
    writeFileSync(path, '{"text":null,"title":null}\n');
    await refuses(openJsonl, path, columns, /column "text" holds no utf8/);
    writeFileSync(path, '{"text":"落霞","title":null}');
    await refuses(openJsonl, path, columns, /no newline: the file is cut off/);
  }));

test("raw tokens: an index that does not fit them is told, not followed into the tokens of other documents", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "a.ds");
    writeFileSync(path, new Uint8Array(Uint16Array.of(1, 2, 3, 4, 5, 6).buffer));
    const index = (...ends: readonly bigint[]): void =>
      writeFileSync(`${path}.index`, new Uint8Array(BigUint64Array.from(ends).buffer));
    index(2n, 6n);
    assert.equal(await read(openTokenFile, path, lists), 2);
    await refuses(openTokenFile, path, triples, /row 0 have 2 tokens, not 3/);
    index(3n, 6n);
    assert.equal(await read(openTokenFile, path, triples), 2);
    index(7n, 6n);
    await refuses(openTokenFile, path, lists, /sequence 1 ends before it begins/);
    index(2n, 5n);
    await refuses(openTokenFile, path, lists, /has 12 bytes, its index says 10/);
    index(2n, 6n);
    appendFileSync(`${path}.index`, "x");
    await refuses(openTokenFile, path, lists, /17 bytes are no list of ends/);
  }));

test("Megatron: an index of which any part was changed is told", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "a.bin");
    writeFileSync(path, new Uint8Array(Uint16Array.of(1, 2, 3, 4, 5, 6).buffer));
    const index = new MegatronIndex("uint16");
    for (const length of [2, 4]) index.add(length);
    const good = Buffer.concat([...index.parts()]);
    const changed = (edit: (bytes: Buffer) => Buffer | number): void => {
      const bytes = Buffer.from(good);
      const edited = edit(bytes);
      writeFileSync(join(folder, "a.idx"), typeof edited === "number" ? bytes : edited);
    };
    // Magic 9 bytes long with its zeros, version 8, type 1, counts 8 and 8; then the lengths (i32) and the pointers (i64).
    const lengths = good.length - (3 + 2) * 8 - 2 * 4;
    changed((bytes) => bytes);
    assert.equal(await read(openMegatron, path, lists), 2);
    changed((bytes) => bytes.writeInt32LE(-2, lengths));
    await refuses(openMegatron, path, lists, /sequence 0 has -2 tokens/);
    changed((bytes) => bytes.writeInt32LE(1, lengths));
    await refuses(openMegatron, path, lists, /sequence 1 does not begin where the one before it ends/);
    changed((bytes) => bytes.subarray(0, -8));
    await refuses(openMegatron, path, lists, /are not those of 2 sequences and 3 documents/);
    changed((bytes) => bytes.writeUInt8(5, lengths - 17));
    await refuses(openMegatron, path, lists, /the type of the tokens is not known/);
    changed((bytes) => bytes.writeUInt8(2, lengths - 25));
    await refuses(openMegatron, path, lists, /version 2 is not known/);
  }));

test("Megatron: a document beyond 2 GiB of a shard is found where it lies", () => {
  const index = new MegatronIndex("int32");
  for (let sequence = 0; sequence < 3; sequence++) index.add(2 ** 29);
  const bytes = Buffer.concat([...index.parts()]);
  const pointers = bytes.length - (4 + 3) * 8;
  assert.deepEqual(
    [0, 1, 2].map((sequence) => bytes.readBigInt64LE(pointers + 8 * sequence)),
    [0n, 2n ** 31n, 2n ** 32n],
  );
});

async function writeShard(path: string, columns: readonly Column[], batch: RowBatch, options: object) {
  const writer = await writeArrow.openShard(path, columns, writeArrow.parameters.parse(options));
  await writer.write(batch);
  await writer.finish();
}

/** Writes `by` over the only place where these numbers stand. */
function overwrite(path: string, numbers: Int32Array, by: Int32Array): void {
  const bytes = readFileSync(path);
  const at = bytes.indexOf(new Uint8Array(numbers.buffer));
  assert.ok(at > 0 && bytes.indexOf(new Uint8Array(by.buffer)) < 0);
  bytes.set(new Uint8Array(by.buffer), at);
  writeFileSync(path, bytes);
}

test("Arrow: offsets that fall or lead out of their values, and numbers that no dictionary has, are told", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "a.arrow");
    const values = Uint16Array.from({ length: 99 }, (_, at) => at);
    const offsets = Int32Array.of(0, 47, 83, 99);
    for (const wrong of [Int32Array.of(0, 83, 47, 99), Int32Array.of(0, 47, 83, 1 << 20)]) {
      await writeShard(path, lists, { rows: 3, columns: [{ kind: "list", offsets, values }] }, {});
      assert.equal(await read(openArrow, path, lists), 3);
      overwrite(path, offsets, wrong);
      await refuses(openArrow, path, lists, /column "input_ids" has broken offsets at row [23]/);
    }
    const source = [column("source", { kind: "utf8" })];
    const names = ["甲", "乙", "乙", "甲", "乙"];
    const batch: RowBatch = { rows: names.length, columns: [{ kind: "utf8", values: names }] };
    await writeShard(path, source, batch, { dictionary: ["source"] });
    assert.equal(await read(openArrow, path, source), names.length);
    overwrite(path, Int32Array.of(0, 1, 1, 0, 1), Int32Array.of(0, 1, 1, 0, 2));
    await refuses(openArrow, path, source, /a number in row 4 of the batch that its dictionary lacks/);
  }));
