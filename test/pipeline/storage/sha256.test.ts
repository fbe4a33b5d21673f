import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
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
