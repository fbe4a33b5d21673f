/** Who is at work on a run is told by a small file, which matters less than the run. */
import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { claimPath, claimRun } from "../../../../pipeline/run/place/claim.js";
import { inTemporaryFolder } from "../../../support/wudao.js";

test("a run goes on while its claim cannot be renewed, as on a disk that is full for a moment", () =>
  inTemporaryFolder(async (folder) => {
    const renewed: number[] = [];
    const claim = claimRun(folder, "local", () => renewed.push(Date.now()));
    assert.equal(renewed.length, 1);
    // Nothing can be renamed to a folder.
    rmSync(claimPath(folder));
    mkdirSync(join(claimPath(folder), "in the way"), { recursive: true });
    // The first renewal comes after a second; thrown, its error would end this process.
    await sleep(1500);
    assert.equal(renewed.length, 1);
    rmSync(claimPath(folder), { recursive: true });
    claim.release();
  }));
