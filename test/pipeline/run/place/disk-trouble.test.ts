import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { troubleOf } from "../../../../pipeline/run/place/disk-trouble.js";
import { inTemporaryFolder } from "../../../support/wudao.js";

test("asking a disk why it made no folder leaves none behind, where it would make one by now", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "out/.run/payload");
    const error = Object.assign(new Error("ENOENT"), { code: "ENOENT", syscall: "mkdir", path });
    assert.equal(troubleOf(error), undefined);
    assert.deepEqual(readdirSync(folder), []);
  }));
