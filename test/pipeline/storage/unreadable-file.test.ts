import assert from "node:assert/strict";
import { test } from "node:test";
import { unreadableFile } from "../../../pipeline/storage/unreadable-file.js";

const advice = (code: string): string => unreadableFile("in.jsonl", "opened", { code }).message;

test("an input that cannot be opened for want of open files is told with their limit: users were sent to look at the file and its disk", () => {
  for (const code of ["EMFILE", "ENFILE"])
    assert.match(advice(code), /Raise the number of files .*ulimit -n/);
  assert.match(advice("EACCES"), /that this user may read it/);
});
