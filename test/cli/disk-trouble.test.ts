/** A disk in trouble is told as one, with its cause and how to go on: it was reported as a bug of the program, or as a missing file. */
import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { sickDisk } from "../support/sick-disk.js";
import { writeRecipe } from "../support/small-recipe.js";
import { checksums, inTemporaryFolder, startWith, wudao } from "../support/wudao.js";

describe("a disk that fails while a run is at work", () => {
  for (const [when, rule, words] of [
    [
      "became read-only under the first task",
      "openSync EROFS /payload/stream-0",
      /file-refused.*payload.*: the disk is read-only \(EROFS\)/,
    ],
    [
      "takes no folders after deduplication",
      "mkdirSync EACCES /payload/stream-1",
      /file-refused.*payload.*: the rights do not allow it/,
    ],
    [
      "fails under a receipt",
      "renameSync EIO receipts/stream-0",
      /file-refused.*: the disk fails or does not answer \(EIO\)/,
    ],
    [
      "is a server that went away at the end",
      "renameSync ESTALE receipts/write",
      /file-refused.*does not answer \(ESTALE\)/,
    ],
    [
      "has a quota",
      "renameSync EDQUOT receipts/match",
      /disk-full.*: the quota is used up \(EDQUOT\). Free space/,
    ],
  ] as const)
    test(when, () =>
      inTemporaryFolder(async (folder) => {
        const output = join(folder, "out");
        const run = ["run", writeRecipe(folder, ["exact-dedup"]), "--output", output, "--quiet"];
        const { code, stderr } = await startWith(sickDisk(rule), ...run).end;
        assert.equal(code, 4, stderr);
        assert.match(stderr, words);
        assert.match(stderr, /run the same command again: it goes on where it stopped/);
        // And it is so.
        await wudao(run);
        const whole = join(folder, "whole");
        await wudao([...run.slice(0, 2), "--output", whole, "--quiet"]);
        assert.deepEqual(checksums(output), checksums(whole));
      }),
    );
});

test("an output folder behind a link that leads nowhere, which Node tells as a missing file", () =>
  inTemporaryFolder(async (folder) => {
    const link = join(folder, "scratch");
    symlinkSync(join(folder, "not/mounted"), link);
    const { stderr } = await wudao(["run", writeRecipe(folder, []), "--output", join(link, "out")], 4);
    assert.match(stderr, /cannot be written: .*a link that leads nowhere, is in the way \(EEXIST\)/);
  }));
