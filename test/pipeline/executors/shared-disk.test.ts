/** A file server that is restarted ends no run of hours, nor cancels the jobs at work. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { askDisk } from "../../../pipeline/executors/shared-disk.js";
import { inTemporaryFolder } from "../../support/wudao.js";

test("a disk that does not answer for a while is asked again; what will not pass is told", () =>
  inTemporaryFolder(async (folder) => {
    assert.deepEqual(await askDisk(() => readdirSync(folder)), []);
    for (const code of ["EIO", "ESTALE", "ETIMEDOUT"]) {
      const answer = await askDisk(() => {
        throw Object.assign(new Error(code), { code });
      });
      assert.equal(answer, undefined);
    }
    await assert.rejects(
      askDisk(() => readdirSync(join(folder, "none"))),
      /ENOENT/,
    );
  }));
