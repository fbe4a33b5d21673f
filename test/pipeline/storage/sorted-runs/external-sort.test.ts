import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { ExternalSorter } from "../../../../pipeline/storage/sorted-runs/external-sort.js";
import { RunMerge, wholeRun } from "../../../../pipeline/storage/sorted-runs/run-merge.js";
import { RunReader } from "../../../../pipeline/storage/sorted-runs/run-reader.js";
import { RunWriter } from "../../../../pipeline/storage/sorted-runs/run-writer.js";
import { sortRecords } from "../../../../pipeline/storage/sorted-runs/sort-records.js";

const folder = mkdtempSync(join(tmpdir(), "wudao-sort-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Words that repeat often, and words from the whole range. */
const word = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 0xffffffff }));

function recordsOf(words: number): fc.Arbitrary<number[][]> {
  return fc.array(fc.array(word, { minLength: words, maxLength: words }), { maxLength: 400 });
}

const anyRecords = fc
  .integer({ min: 1, max: 6 })
  .chain((words) => recordsOf(words).map((records) => ({ words, records })));

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return (a[i] ?? 0) - (b[i] ?? 0);
  }
  return 0;
}

function readAll(path: string, words: number): number[][] {
  const reader = new RunReader(path, words);
  const records: number[][] = [];
  for (let block = 0; block * reader.blockRecords < reader.records; block++) {
    const read = reader.readBlock(block);
    for (let at = 0; at < read.length; at += words) records.push([...read.subarray(at, at + words)]);
  }
  reader.close();
  return records;
}

function withoutRepeats(sorted: readonly number[][]): number[][] {
  return sorted.filter((record, at) => at === 0 || compare(record, sorted[at - 1] ?? []) !== 0);
}

test("what is sorted on disk in runs of any size comes out as if sorted in memory, each record once where that is asked", () => {
  fc.assert(
    fc.property(
      anyRecords,
      fc.integer({ min: 1, max: 4000 }),
      fc.integer({ min: 1, max: 7 }),
      fc.boolean(),
      ({ words, records }, memoryBytes, sections, distinct) => {
        const path = join(folder, "sorted.run");
        const sorter = new ExternalSorter(path, { words, sections }, { memoryBytes, distinct });
        for (const record of records) sorter.add(Uint32Array.from(record));
        sorter.finish();
        const sorted = records.toSorted(compare);
        const expected = distinct ? withoutRepeats(sorted) : sorted;
        assert.deepEqual(readAll(path, words), expected);
        assert.deepEqual(readdirSync(folder), ["sorted.run"], "runs beside the file are removed");
        const reader = new RunReader(path, words);
        const covered = Array.from({ length: sections }, (_, section) => reader.section(section));
        covered.forEach(({ from }, section) => {
          assert.equal(from, section === 0 ? 0 : covered[section - 1]?.to);
        });
        assert.equal(covered.at(-1)?.to, expected.length);
        reader.close();
      },
    ),
    { numRuns: 200 },
  );
});

test("equal records keep the order they came in", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 500 }), (keys) => {
      const order = [...sortRecords(Uint32Array.from(keys), keys.length, 1)];
      const expected = keys.map((_, i) => i).toSorted((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
      assert.deepEqual(order, expected);
    }),
  );
});

test("large groups that differ only in a late word are sorted by it", () => {
  const count = 5000;
  const records = new Uint32Array(count * 3);
  for (let i = 0; i < count; i++) records.set([i % 2, 7, Math.imul(i, 0x9e3779b1) >>> 0], i * 3);
  const sorted = [...sortRecords(records, count, 3)].map((i) => [...records.subarray(i * 3, i * 3 + 3)]);
  assert.deepEqual(sorted, sorted.toSorted(compare));
});

test("merging keeps records of equal keys in the order of the parts", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 40 }), { maxLength: 6 }),
      (lists) => {
        const parts = lists.map((keys, part) => {
          const path = join(folder, `part-${part}.run`);
          const writer = new RunWriter(path, { words: 2, blockBytes: 24 });
          for (const [i, key] of keys.toSorted((a, b) => a - b).entries()) {
            writer.append(Uint32Array.of(key, i), 0);
          }
          writer.finish();
          return wholeRun(path, 2);
        });
        const merge = new RunMerge(parts, 2, 1);
        const met: number[][] = [];
        while (merge.next())
          met.push([merge.block[merge.offset] ?? -1, merge.part, merge.block[merge.offset + 1] ?? -1]);
        assert.equal(met.length, lists.flat().length);
        assert.deepEqual(met, met.toSorted(compare));
        for (const part of parts) part.reader.close();
      },
    ),
  );
});
