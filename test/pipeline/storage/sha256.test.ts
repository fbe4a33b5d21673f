import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { sealFile, sha256Of } from "../../../pipeline/storage/sha256.js";
import { inTemporaryFolder } from "../../support/wudao.js";

test("the checksum of a shard is that of all its bytes, however many blocks they are", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "shard");
    for (const bytes of [0, 1, 2 ** 20, 2 ** 20 + 1, 3 * 2 ** 20 + 5]) {
      const content = Buffer.from({ length: bytes, 0: 7, [bytes - 1]: 9 });
      writeFileSync(path, content);
      const sha256 = createHash("sha256").update(content).digest("hex");
      assert.deepEqual(await sealFile(path), { bytes, sha256 });
      assert.equal(await sha256Of(path), sha256);
    }
  }));

test("a file that its user may only read is made durable: a copy of a read-only index ended the run", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "copied");
    writeFileSync(path, "index");
    chmodSync(path, 0o444);
    chmodSync(folder, 0o755);
    // Root may write everything: become nobody for a moment.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    try {
      assert.equal((await sealFile(path)).bytes, 5);
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  }));
