/** The programs of examples/ are checked against the library's types and run. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { wudao } from "../support/served-wudao.js";
import { inTemporaryFolder, root } from "../support/wudao.js";

const run = promisify(execFile);
const folder = join(root, "examples/compose");
const programs = readdirSync(folder).filter((name) => name.endsWith(".mjs"));

test("every example calls the library as its types allow", async () => {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const options = ["--noEmit", "--allowJs", "--checkJs", "--strict", "--skipLibCheck", "--target", "es2022"];
  const files = programs.map((name) => join(folder, name));
  assert.ok(files.length >= 9);
  const types = ["--module", "nodenext", "--types", "node", "--typeRoots", join(root, "node_modules/@types")];
  await run(process.execPath, [tsc, ...options, ...types, ...files], { cwd: root });
});

for (const program of programs) {
  test(`examples/compose/${program} writes a dataset with rows, and verify finds nothing wrong`, async () => {
    await inTemporaryFolder(async (cwd) => {
      const { stdout } = await run(process.execPath, [join(folder, program)], { cwd });
      assert.match(stdout, /^[1-9]\d* rows in out\//);
      await wudao(["verify", join(cwd, "out", program.replace(/\.mjs$/, ""))]);
    });
  });
}
