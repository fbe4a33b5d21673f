import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tellDiskTrouble, troubleOf } from "../../../../pipeline/run/place/disk-trouble.js";
import { inTemporaryFolder } from "../../../support/wudao.js";

test("asking a disk why it made no folder leaves none behind, where it would make one by now", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "out/.run/payload");
    const error = Object.assign(new Error("ENOENT"), { code: "ENOENT", syscall: "mkdir", path });
    assert.equal(troubleOf(error), undefined);
    assert.deepEqual(readdirSync(folder), []);
  }));

test("what limits files and their names is told with what to do: users were asked to report a bug", () => {
  const told = (code: string): unknown =>
    tellDiskTrouble(Object.assign(new Error(code), { code, path: "/data/out" }), undefined);
  assert.match(
    String(told("EMFILE")),
    /\/data\/out: .*ulimit -n raises the limit \(EMFILE\)\. Mend that, then run/,
  );
  for (const code of ["ENFILE", "EXDEV", "ENAMETOOLONG"])
    assert.match(String(told(code)), new RegExp(`\\(${code}\\)\\. Mend that, then run`));
});
