import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openWebdataset } from "../../../pipeline/dataset/read-webdataset.js";
import { tar } from "../../support/tar.js";
import { inTemporaryFolder } from "../../support/wudao.js";

test("a record of endless members in somebody's dataset is told as damage, and does not take all memory", () =>
  inTemporaryFolder(async (folder) => {
    const read = async (members: number): Promise<number> => {
      const files = Array.from({ length: members - 1 }, (_, index) => ({ name: `a.${index}.gif`, body: "" }));
      const path = join(folder, "shard.tar");
      writeFileSync(path, tar([{ name: "a.json", body: "{}" }, ...files]));
      let rows = 0;
      const shard = await openWebdataset(path, []);
      for await (const batch of shard.batches(0, Number.POSITIVE_INFINITY)) rows += batch.rows;
      return rows;
    };
    assert.equal(await read(4096), 1);
    await assert.rejects(read(4097), /the record "a" has more than/);
  }));
