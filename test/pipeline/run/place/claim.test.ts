/** Who is at work on a run is told by a small file, which matters less than the run. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Claim, claimPath, claimRun, refuseClaimed } from "../../../../pipeline/run/place/claim.js";
import { StoredRun } from "../../../../pipeline/run/place/stored-run.js";
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

function writeClaim(folder: string, renewed: number): void {
  mkdirSync(join(claimPath(folder), ".."), { recursive: true });
  const claim: Claim = { host: "elsewhere", pid: 1, executor: "local", started: renewed, renewed };
  writeFileSync(claimPath(folder), JSON.stringify(claim));
}

for (const minutes of [-5, 5]) {
  const clock = `whose clock is 5 minutes ${minutes < 0 ? "behind" : "ahead"}`;
  const claimed = (folder: string, more: number): void =>
    writeClaim(folder, Date.now() + minutes * 60_000 + more);

  test(`a run of a machine ${clock} is not joined by another, and both would write one dataset`, () =>
    inTemporaryFolder(async (folder) => {
      claimed(folder, 0);
      const refused = refuseClaimed(folder, { ms: 200 });
      claimed(folder, 5000);
      await assert.rejects(refused, /process 1 on elsewhere is at work on this run/);
    }));

  test(`a run that ended with its machine, ${clock}, goes on elsewhere`, () =>
    inTemporaryFolder(async (folder) => {
      claimed(folder, 0);
      const told: string[] = [];
      await refuseClaimed(folder, { ms: 20, waits: (message) => told.push(message) });
      assert.match(told.join(), /process 1 on elsewhere was at work on this run/);
      assert.ok(!existsSync(claimPath(folder)));
    }));
}

test("a run in a store is watched there: the copy of its claim that was fetched here never changes", () =>
  inTemporaryFolder(async (folder) => {
    const stored = new StoredRun(join(folder, "store"), join(folder, "here"));
    const watch = { refresh: stored.fetchClaim, ms: 100 };
    const long = Date.now() - 3_600_000;
    for (const place of [stored.location, stored.folder]) writeClaim(place, long);
    const refused = refuseClaimed(stored.folder, watch);
    writeClaim(stored.location, long + 5000);
    await assert.rejects(refused, /process 1 on elsewhere is at work on this run/);
    const goesOn = refuseClaimed(stored.folder, watch);
    rmSync(claimPath(stored.location));
    await goesOn;
    assert.ok(!existsSync(claimPath(stored.folder)));
  }));
