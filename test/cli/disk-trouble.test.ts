/** A disk in trouble is told as one, with its cause and how to go on: it was reported as a bug of the program, or as a missing file. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { sickDisk } from "../support/sick-disk.js";
import { writeRecipe } from "../support/small-recipe.js";
import { checksums, inTemporaryFolder, root, startWith, wudao } from "../support/wudao.js";

/** What a run writes through open files, from the first spill to the last page. */
const lateFiles = [
  ...["/spill.offsets", "/hashes.run", "/edges", ".bits", "/rejects/", "/quarantine/", "/gather-"],
  ...["/data-00000", "/manifest.json", "/report.html"],
];

describe("a disk that fails while a run is at work", () => {
  const folder = mkdtempSync(join(tmpdir(), "wudao-test-"));
  const whole = join(folder, "whole");
  const run = ["run", writeRecipe(folder, ["exact-dedup", "shuffle"]), "--quiet", "--output"];
  before(async () => {
    // One for the rejects, one for the quarantine.
    appendFileSync(join(folder, "in.jsonl"), '{"content":"第0篇文章讲的是怎样种菜。"}\n{"broken\n');
    await wudao([...run, whole]);
  });
  after(() => rmSync(folder, { recursive: true }));
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
      "is full, as a server tells when a shard is closed",
      "closeSync ENOSPC /data-00000 once",
      /disk-full.*: the disk is full \(ENOSPC\)/,
    ],
    [
      "has a quota",
      "renameSync EDQUOT receipts/match",
      /disk-full.*: the quota is used up \(EDQUOT\). Free space/,
    ],
    ...lateFiles.map(
      (file) =>
        [
          `is full for one write of ${file}`,
          `writeSync ENOSPC ${file} once`,
          /disk-full.*: the disk is full \(ENOSPC\). Free space/,
        ] as const,
    ),
  ] as const)
    test(when, async () => {
      const output = mkdtempSync(join(folder, "out-"));
      const { code, stderr } = await startWith(sickDisk(rule), ...run, output).end;
      assert.equal(code, 4, stderr);
      assert.match(stderr, words);
      assert.match(stderr, /run the same command again: it goes on where it stopped/);
      // And it is so.
      await wudao([...run, output]);
      assert.deepEqual(checksums(output), checksums(whole));
      assert.ok(existsSync(join(output, "report.html")));
    });
});

test("pictures on a disk that does not answer for a moment: their records lay in quarantine for good, of a run that ended well", () =>
  inTemporaryFolder(async (folder) => {
    copyFileSync(join(root, "data-samples/pictures.tar"), join(folder, "pictures.tar"));
    spawnSync("tar", ["-xf", "pictures.tar"], { cwd: folder });
    const image = readdirSync(folder).find((name) => name.endsWith(".jpg")) ?? "";
    writeFileSync(join(folder, "in.jsonl"), `${JSON.stringify({ image, caption: "一张照片" })}\n`);
    const recipe = join(folder, "mine.yaml");
    writeFileSync(
      recipe,
      "name: mine\ninput: { path: in.jsonl }\nstages: [read-image-records, write-webdataset]\n",
    );
    const run = ["run", recipe, "--quiet", "--output", join(folder, "out")];
    for (const call of ["realpath", "open"]) {
      const { code, stderr } = await startWith(sickDisk(`promises.${call} EIO ${image} once`), ...run).end;
      assert.equal(code, 4, stderr);
      assert.match(stderr, /unreadable-file.*\.jpg: the file cannot be (read|opened) \(EIO\)/);
    }
    await wudao(run);
    assert.ok(!existsSync(join(folder, "out/quarantine")));
  }));

test("an input that this user may not read is told before the run begins, not by a task in the middle of it", () =>
  inTemporaryFolder(async (folder) => {
    const recipe = writeRecipe(folder, []);
    const output = join(folder, "out");
    chmodSync(join(folder, "in.jsonl"), 0o600);
    // The superuser, as whom tests may run, may read all.
    const { code, stderr } = await startWith(
      sickDisk("accessSync EACCES in.jsonl"),
      "run",
      recipe,
      "--output",
      output,
    ).end;
    assert.equal(code, 4, stderr);
    assert.match(
      stderr,
      /unreadable-input.*in\.jsonl: the file may not be read \(EACCES\). Change its rights/,
    );
    assert.ok(!existsSync(output));
  }));

test("an output folder behind a link that leads nowhere, which Node tells as a missing file", () =>
  inTemporaryFolder(async (folder) => {
    const link = join(folder, "scratch");
    symlinkSync(join(folder, "not/mounted"), link);
    const { stderr } = await wudao(["run", writeRecipe(folder, []), "--output", join(link, "out")], 4);
    assert.match(stderr, /cannot be written: .*a link that leads nowhere, is in the way \(EEXIST\)/);
  }));
