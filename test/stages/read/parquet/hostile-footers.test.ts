/** Parquet metadata that claims more than a file holds: 300 bytes ended a run for want of memory, and a megabyte kept it busy for minutes. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openParquet } from "../../../../pipeline/dataset/read-parquet.js";
import { readParquet } from "../../../../stages/read/read-parquet.js";
import { inTemporaryFolder } from "../../../support/wudao.js";
import { countCodes, readWith } from "../read-records.js";

/** A field behind the one before it, of a type of Thrift. */
const field = (type: number): number => 0x10 | type;
const [int64, list, struct] = [6, 9, 12];

function sevenBits(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...sevenBits(value >>> 7)];
}

function parquetOf(footer: readonly number[]): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([Buffer.from("PAR1"), Buffer.from(footer), length, Buffer.from("PAR1")]);
}

const claimed = [0xf0 | list, ...sevenBits(2 ** 25 - 1)];
const footers: Readonly<Record<string, { readonly footer: readonly number[]; readonly problem: RegExp }>> = {
  "lists in lists of 2^25 items each": {
    footer: [field(list), ...Array.from({ length: 64 }, () => claimed).flat()],
    problem: /a list of metadata claims 33554431 items/,
  },
  "a whole number without end": {
    footer: [field(int64), ...new Array<number>(1000).fill(0xff)],
    problem: /a number of metadata has more than 10 bytes/,
  },
  "structs in structs": {
    footer: new Array<number>(100_000).fill(field(struct)),
    problem: /metadata nests deeper than 32 levels/,
  },
  "more structs than memory": {
    footer: [field(list), 0xf0 | struct, ...sevenBits(2 ** 23), ...new Array<number>(2 ** 23 + 1).fill(0)],
    problem: /metadata has more than 8388608 values/,
  },
};

for (const [name, { footer, problem }] of Object.entries(footers)) {
  test(`${name} in a footer are told before anything is made of them`, () =>
    inTemporaryFolder(async (folder) => {
      const file = join(folder, "hostile.parquet");
      writeFileSync(file, parquetOf(footer));
      const { failures } = await readWith(readParquet, file);
      assert.deepEqual(countCodes(failures), { "damaged-parquet": 1 });
      assert.match(failures[0]?.message ?? "", problem);
      await assert.rejects(openParquet(file, []), problem);
    }));
}
