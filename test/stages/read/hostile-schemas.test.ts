/** Arrow metadata in which many fields share what stands there once: a small file claimed more memory than there is. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Builder } from "flatbuffers";
import { readArrow } from "../../../stages/read/read-arrow.js";
import { inTemporaryFolder } from "../../support/wudao.js";
import { countCodes, readWith } from "./read-records.js";

const fields = 10_000;
const [schemaMessage, union] = [1, 14];
const version5 = 4;

/** A stream of a schema alone, whose fields are one table. */
function streamOf(name: string, typeCodes: number): Buffer {
  const builder = new Builder();
  const shared = builder.createString(name);
  const type = tableOfList(builder, 2, typeCodes, () => builder.addInt32(0));
  builder.startObject(6);
  builder.addFieldOffset(0, shared, 0);
  builder.addFieldInt8(2, union, 0);
  builder.addFieldOffset(3, type, 0);
  const field = builder.endObject();
  const schema = tableOfList(builder, 4, fields, () => builder.addOffset(field));
  builder.startObject(4);
  builder.addFieldInt16(0, version5, 0);
  builder.addFieldInt8(1, schemaMessage, 0);
  builder.addFieldOffset(2, schema, 0);
  builder.finish(builder.endObject());
  const metadata = Buffer.from(builder.asUint8Array());
  const prefix = Buffer.alloc(8, 0xff);
  prefix.writeInt32LE(metadata.length, 4);
  return Buffer.concat([prefix, metadata, Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])]);
}

/** A table of which the second field is a list. */
function tableOfList(builder: Builder, slots: number, items: number, addItem: () => void): number {
  builder.startVector(4, items, 4);
  for (let count = 0; count < items; count++) addItem();
  const list = builder.endVector();
  builder.startObject(slots);
  builder.addFieldOffset(1, list, 0);
  return builder.endObject();
}

const hostile = {
  "a name of a megabyte": streamOf("x".repeat(1 << 20), 1),
  "a quarter of a million codes of a union": streamOf("x", 1 << 18),
};

for (const [what, stream] of Object.entries(hostile)) {
  test(`${what} for ${fields} columns costs the file, not the memory of the run`, () =>
    inTemporaryFolder(async (folder) => {
      const file = join(folder, "hostile.arrow");
      writeFileSync(file, stream);
      const { failures } = await readWith(readArrow, file);
      assert.deepEqual(countCodes(failures), { "damaged-arrow": 1 });
      assert.match(failures[0]?.message ?? "", /a vector has \d+ items, more than \d+/);
    }));
}

test("columns that share a short name and few codes are read", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "sound.arrow");
    writeFileSync(file, streamOf("x", 1));
    assert.deepEqual((await readWith(readArrow, file)).failures, []);
  }));
