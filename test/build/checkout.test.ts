import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inTemporaryFolder, root } from "../support/wudao.js";

test("the command that package.json names can be run as it stands in a checkout that was just built", () => {
  const { bin } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { status, stdout, error } = spawnSync(join(root, bin.wudao), ["stages", "min-han"], {
    encoding: "utf8",
  });
  assert.equal(status, 0, error?.message);
  assert.match(stdout, /min-han/);
});

test("`npx wudao`, as every page writes it, runs in a checkout that was just built", (context) =>
  inTemporaryFolder(async (linked) => {
    // Through a link npm's own links, which are relative, would lead nowhere.
    const folder = realpathSync(linked);
    // What npm remembers of other checkouts, or is told on this machine, says nothing of this one; nor does what it hands on to a command
    // that it runs: below `npx --package=A`, npx looks for every command in A.
    const env = {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_"))),
      npm_config_cache: join(folder, "cache"),
      npm_config_bin_links: "true",
      // What is tried is this build, not another that npm begins.
      npm_config_ignore_scripts: "true",
    };
    const npx = (cwd: string, ...args: string[]) =>
      spawnSync("npx", args, { cwd, env, encoding: "utf8", timeout: 60_000 });

    const other = join(folder, "other");
    mkdirSync(other);
    writeFileSync(
      join(other, "package.json"),
      JSON.stringify({ name: "other", version: "1.0.0", bin: "./other.js" }),
    );
    writeFileSync(join(other, "other.js"), "#!/usr/bin/env node\n");
    chmodSync(join(other, "other.js"), 0o755);
    const control = npx(other, "other");
    if (control.status !== 0)
      return context.skip(`npx runs no package's own command here: ${control.stderr}`);

    const { status, stdout, stderr } = npx(root, "wudao", "stages", "min-han");
    assert.equal(status, 0, stderr);
    assert.match(stdout, /min-han/);
  }));
