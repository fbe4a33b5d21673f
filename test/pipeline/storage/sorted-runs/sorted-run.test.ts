import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { UserError } from "../../../../pipeline/contracts/errors.js";
import { RunReader } from "../../../../pipeline/storage/sorted-runs/run-reader.js";
import { RunWriter } from "../../../../pipeline/storage/sorted-runs/run-writer.js";
import { sectionOf } from "../../../../pipeline/storage/sorted-runs/sorted-run.js";

const folder = mkdtempSync(join(tmpdir(), "wudao-run-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const path = join(folder, "some.run");
const words = 3;

function write(records: number, sections = 1): void {
  const writer = new RunWriter(path, { words, sections, blockBytes: 60 });
  for (let i = 0; i < records; i++) {
    writer.append(Uint32Array.of(Math.floor((i / records) * 4294967296), i, i * i), 0);
  }
  writer.finish();
}

/** Opens the file anew and reads all of it. */
function readAll(): number {
  const reader = new RunReader(path, words);
  try {
    let read = 0;
    for (let block = 0; block * reader.blockRecords < reader.records; block++) {
      read += reader.readBlock(block).length / words;
    }
    return read;
  } finally {
    reader.close();
  }
}

function isDamageReport(error: unknown): boolean {
  return error instanceof UserError && error.code === "damaged-run" && error.message.includes("damaged");
}

test("records come back as they were written, from the section that their first word belongs to", () => {
  for (const records of [0, 1, 4, 5, 6, 1000]) {
    for (const sections of [1, 2, 7, 64]) {
      write(records, sections);
      assert.equal(readAll(), records);
      const reader = new RunReader(path, words);
      for (let section = 0; section < sections; section++) {
        const { from, to } = reader.section(section);
        for (let record = from; record < to; record++) {
          const block = reader.readBlock(Math.floor(record / reader.blockRecords));
          const at = (record % reader.blockRecords) * words;
          assert.equal(block[at + 1], record);
          assert.equal(sectionOf(block[at] ?? 0, sections), section);
        }
      }
      assert.throws(() => reader.section(sections), RangeError);
      reader.close();
    }
  }
});

test("a run file that was cut short at any byte is reported as damaged, with its name", () => {
  write(40, 4);
  const whole = readFileSync(path);
  for (let size = 0; size < whole.length; size++) {
    writeFileSync(path, whole);
    truncateSync(path, size);
    assert.throws(readAll, (error) => isDamageReport(error) && (error as UserError).place?.file === path);
  }
});

test("a flipped bit anywhere in a run file is reported as damage", () => {
  write(40, 4);
  const whole = readFileSync(path);
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(7), (at, bit) => {
      const flipped = Buffer.from(whole);
      flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << bit), at);
      writeFileSync(path, flipped);
      assert.throws(readAll, isDamageReport);
    }),
    { numRuns: 500 },
  );
});

test("bytes behind the end, a missing file and another record width are reported", () => {
  write(10);
  writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.of(0)]));
  assert.throws(readAll, isDamageReport);
  write(10);
  assert.throws(() => new RunReader(path, words + 1), /records of 12 bytes, expected 16/);
  rmSync(path);
  assert.throws(readAll, /is missing/);
});

test("hundreds of run files can be open at once", () => {
  const readers = Array.from({ length: 300 }, (_, i) => {
    const each = join(folder, `many-${i}.run`);
    const writer = new RunWriter(each, { words: 1 });
    writer.append(Uint32Array.of(i), 0);
    writer.finish();
    return new RunReader(each, 1);
  });
  for (const [i, reader] of readers.entries()) assert.deepEqual([...reader.readBlock(0)], [i]);
  for (const reader of readers) reader.close();
});
