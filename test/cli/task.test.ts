/** `wudao task` is what schedulers start: tasks in any order, twice, at the same time, on any machine. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { wudao } from "../support/served-wudao.js";
import { sickDisk } from "../support/sick-disk.js";
import { writeRecipe } from "../support/small-recipe.js";
import { checksums, type Finished, inTemporaryFolder, start, startWith } from "../support/wudao.js";

test("tasks that a scheduler starts twice at the same time leave the bytes of a plain run", () =>
  inTemporaryFolder(async (folder) => {
    const plain = join(folder, "plain");
    const spread = join(folder, "spread");
    await wudao(["run", "configs/quickstart.yaml", "--output", plain, "--quiet"]);
    await wudao(["plan", "configs/quickstart.yaml", "--output", spread, "--prepare"]);
    const twice = ["2,0", "0-2", "1-2"].map(
      (index) => start("task", spread, "--phase", "stream-0", "--index", index).end,
    );
    for (const { code, stderr } of await Promise.all(twice)) assert.equal(code, 0, stderr);
    await wudao(["run", "configs/quickstart.yaml", "--output", spread, "--quiet"]);
    assert.deepEqual(checksums(spread), checksums(plain));
    // And one that comes when the run has ended does nothing again.
    for (const phase of ["stream-0", "write"]) {
      const { stdout } = await wudao(["task", spread, "--phase", phase, "--index", "0"]);
      assert.equal(stdout, `${phase}: the run is finished\n`);
    }
    assert.match(
      (await wudao(["task", spread, "--phase", "stream-O", "--index", "0"], 2)).stderr,
      /no phase "stream-O"/,
    );
    assert.ok(!existsSync(join(spread, ".run/payload")));
  }));

test("a mistyped task or folder is refused with words", () =>
  inTemporaryFolder(async (folder) => {
    const task = (...args: string[]): string[] => ["task", ...args, "--phase", "stream-0"];
    assert.match((await wudao([...task(folder), "--index", "0"], 4)).stderr, /no run here/);
    await wudao(["plan", "configs/quickstart.yaml", "--output", folder, "--prepare"]);
    assert.match((await wudao(task(folder), 2)).stderr, /one of --index, --list and --share/);
    assert.match((await wudao([...task(folder), "--index", "3-1"], 2)).stderr, /neither a task's number/);
    assert.match((await wudao([...task(folder), "--index", "99"], 2)).stderr, /has no task 99/);
    assert.match((await wudao([...task(folder), "--index", "0-9999999999"], 2)).stderr, /no task 9999999999/);
    const list = join(folder, "tasks.txt");
    assert.match(
      (await wudao([...task(folder), "--list", list], 4)).stderr,
      /tasks\.txt: there is no such file/,
    );
    writeFileSync(list, "0-1\n2\n");
    assert.match(
      (await wudao([...task(folder), "--list", list, "--line", "2"], 2)).stderr,
      /--line 2: the list has no such line\. Its lines are 0 to 1/,
    );
    assert.match(
      (await wudao(["task", folder, "--phase", "strem-0", "--index", "0"], 2)).stderr,
      /no phase "strem-0"/,
    );
    assert.match(
      (await wudao(["task", folder, "--phase", "write", "--index", "0"], 4)).stderr,
      /of which 0 of 3 tasks are done/,
    );
  }));

test("a process that waits for others' tasks ends with 143 and no error when its scheduler stops it", () =>
  inTemporaryFolder(async (folder) => {
    await wudao(["plan", "configs/quickstart.yaml", "--output", folder, "--prepare"]);
    const waiting = [
      ["task", folder, "--phase", "write", "--index", "0", "--wait"],
      ["resume", folder, "--wait", "--quiet"],
    ];
    for (const { code, stderr } of await Promise.all(waiting.map((args) => terminated(args)))) {
      assert.equal(code, 143);
      assert.doesNotMatch(stderr, /error/);
    }
  }));

test("a process that waits for others' tasks outlasts a file server that is away", () =>
  inTemporaryFolder(async (folder) => {
    const output = join(folder, "out");
    const well = join(folder, "well");
    await wudao(["plan", writeRecipe(folder, []), "--output", output, "--prepare"]);
    const waiting = ["task", output, "--phase", "write", "--index", "0", "--wait"];
    const { process: waiter, end } = startWith(sickDisk(`readdirSync EIO receipts/ ${well}`), ...waiting);
    const [said] = (await once(waiter.stderr!, "data")) as [string];
    assert.match(said, /injected: readdirSync EIO/);
    await wudao(["task", output, "--phase", "stream-0", "--index", "0"]);
    writeFileSync(well, "");
    const { code, stdout, stderr } = await end;
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "write: 1 task done\n");
  }));

/** How a command ends that is told to while it waits; a signal that came before it was listened to is given once more, later. */
async function terminated(args: readonly string[], afterMs = 1000): Promise<Finished> {
  const { process: waiting, end } = start(...args);
  await sleep(afterMs);
  waiting.kill("SIGTERM");
  const ended = await end;
  return ended.signal === "SIGTERM" ? terminated(args, 2 * afterMs) : ended;
}
