import assert from "node:assert/strict";
import { readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { publishText } from "../../../pipeline/run/receipts.js";
import { temporaryPath } from "../../../pipeline/run/temporaries.js";
import { inTemporaryFolder } from "../../support/wudao.js";

test("a small file that a full disk does not take leaves no open file behind: a run renews its claim every 5 seconds", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "claim.json");
    symlinkSync("/dev/full", temporaryPath(path));
    const openFiles = (): number => readdirSync("/proc/self/fd").length;
    const before = openFiles();
    assert.throws(() => publishText(path, "{}"), { code: "ENOSPC" });
    assert.equal(openFiles(), before);
  }));
