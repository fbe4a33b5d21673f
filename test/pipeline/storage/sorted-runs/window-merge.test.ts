import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import {
  type MergedRecords,
  RunMerge,
  wholeRun,
} from "../../../../pipeline/storage/sorted-runs/run-merge.js";
import { RunReader } from "../../../../pipeline/storage/sorted-runs/run-reader.js";
import { RunWriter } from "../../../../pipeline/storage/sorted-runs/run-writer.js";
import { sortRecords } from "../../../../pipeline/storage/sorted-runs/sort-records.js";
import { WindowMerge } from "../../../../pipeline/storage/sorted-runs/window-merge.js";

const folder = mkdtempSync(join(tmpdir(), "wudao-windows-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Words that repeat often, and words from the whole range. */
const word = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.constantFrom(7, 0xffffffff),
  fc.integer({ min: 0, max: 0xffffffff }),
);

function read(merge: MergedRecords, words: number): number[][] {
  const records: number[][] = [];
  while (merge.next())
    records.push([merge.part, ...merge.block.subarray(merge.offset, merge.offset + words)]);
  return records;
}

const corpora = fc.integer({ min: 1, max: 5 }).chain((words) =>
  fc.record({
    words: fc.constant(words),
    keyWords: fc.integer({ min: 1, max: words }),
    parts: fc.array(fc.array(fc.array(word, { minLength: words, maxLength: words }), { maxLength: 60 }), {
      minLength: 1,
      maxLength: 8,
    }),
    first: fc.option(fc.integer({ min: 0, max: 0xffffffff })),
    capacity: fc.integer({ min: 1, max: 400 }),
  }),
);

test("windows of any size give the records of all parts in the order of a heap", () => {
  fc.assert(
    fc.property(corpora, ({ words, keyWords, parts, first, capacity }) => {
      const runs = parts.map((records, part) => {
        const path = join(folder, `${part}.run`);
        const flat = Uint32Array.from(
          records.flatMap((record) => (first === null ? record : [first, ...record.slice(1)])),
        );
        const writer = new RunWriter(path, { words, blockBytes: 64 });
        for (const at of sortRecords(flat, records.length, words)) writer.append(flat, at * words);
        writer.finish();
        return wholeRun(path, words);
      });
      const wanted = read(new RunMerge(runs, words, keyWords), words);
      assert.deepEqual(read(new WindowMerge(runs, words, keyWords, capacity), words), wanted);
    }),
    { numRuns: 400 },
  );
});

test("a file cut into other sections than those asked for gives each record once, in its section", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 300 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      (keys, written, asked) => {
        const path = join(folder, "sections.run");
        const writer = new RunWriter(path, { words: 1, sections: written, blockBytes: 32 });
        for (const key of keys.toSorted((a, b) => a - b)) writer.append(Uint32Array.of(key), 0);
        writer.finish();
        const reader = new RunReader(path, 1);
        let next = 0;
        for (let section = 0; section < asked; section++) {
          const { from, to } = reader.section(section, asked);
          assert.equal(from, next);
          next = to;
          const inside = read(new RunMerge([{ reader, from, to }], 1), 1).map(([, key = 0]) => key);
          assert.ok(inside.every((key) => Math.floor((key / 4294967296) * asked) === section));
        }
        assert.equal(next, keys.length);
        reader.close();
      },
    ),
    { numRuns: 200 },
  );
});
