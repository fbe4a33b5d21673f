import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { endInTime } from "./end-in-time.js";

/** Starts one more process, which lives on when only this one is killed and then keeps its output open. */
const parent = `
  require("node:child_process").spawn(process.execPath, ["--eval", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
  setInterval(() => {}, 1000);
  process.stdout.write("ready");`;

test("a command that hangs fails the test that waits for it, by its name, and is killed with all that it started", async () => {
  const child = spawn(process.execPath, ["--eval", parent], { detached: true });
  await once(child.stdout, "data");
  const closed = once(child, "close");
  await assert.rejects(
    endInTime(child, "wudao run recipe.yaml", closed, { group: true, ms: 50 }),
    /^Error: wudao run recipe\.yaml had not ended after 0\.05 s: killed$/,
  );
  assert.deepEqual(await closed, [null, "SIGKILL"]);
});

test("a test file that is stopped leaves no command behind", async () => {
  const program = `
    import { spawn } from "node:child_process";
    import { endInTime } from ${JSON.stringify(new URL("./end-in-time.js", import.meta.url).href)};
    const child = spawn(process.execPath, ["--eval", ${JSON.stringify(parent)}], { detached: true, stdio: "inherit" });
    await endInTime(child, "a command", new Promise((resolve) => child.on("close", resolve)), { group: true });`;
  const file = spawn(process.execPath, ["--input-type=module", "--eval", program], { detached: true });
  const closed = once(file, "close");
  await once(file.stdout, "data");
  file.kill("SIGTERM");
  // Its output is closed when nobody holds it any more.
  assert.deepEqual(await endInTime(file, "the test file and its command", closed, { ms: 10_000 }), [
    null,
    "SIGTERM",
  ]);
});
