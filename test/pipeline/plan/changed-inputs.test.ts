import assert from "node:assert/strict";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { changeOf } from "../../../pipeline/plan/changed-inputs.js";
import { inTemporaryFolder } from "../../support/wudao.js";

test("an input that grew or was replaced is told even where only its size or only its time gives it away: a dataset would be of both", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "in.jsonl");
    writeFileSync(file, "落霞");
    const { size, mtimeMs } = statSync(file);
    const planned = { input: "i", file, bytes: size, modifiedMs: Math.floor(mtimeMs) };
    assert.equal(changeOf(planned), undefined);
    assert.match(changeOf({ ...planned, bytes: size + 1 }) ?? "", /was changed/);
    assert.match(changeOf({ ...planned, modifiedMs: planned.modifiedMs + 1 }) ?? "", /was changed/);
    assert.match(changeOf({ ...planned, file: join(folder, "gone") }) ?? "", /not here any more/);
  }));
