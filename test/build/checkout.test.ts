import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { root } from "../support/wudao.js";

test("`npx wudao`, as every page writes it, runs in a checkout that was just built", () => {
  const { status, stdout, stderr } = spawnSync("npx", ["wudao", "stages", "min-han"], {
    cwd: root,
    encoding: "utf8",
    timeout: 60_000,
  });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /min-han/);
});
