/** Inputs that cannot be listed are told before a run starts, with the path and what to do. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import type { UserError } from "../../../pipeline/contracts/errors.js";
import { DatasetFolders } from "../../../pipeline/plan/dataset-folder.js";
import { listInputs, listWithOthers } from "../../../pipeline/plan/list-inputs.js";
import { readHead } from "../../../pipeline/storage/read-bytes.js";
import { inTemporaryFolder, root } from "../../support/wudao.js";

const endings = [".jsonl", ".jsonl.gz"];
const list = (...paths: string[]) => listInputs([{ name: "a", paths }], endings);

async function expectRefusal(
  attempt: Promise<unknown>,
  code: string,
  says: RegExp,
  file: string,
): Promise<void> {
  await assert.rejects(attempt, (error: UserError) => {
    assert.equal(error.name, "UserError");
    assert.equal(error.code, code);
    assert.match(error.message, says);
    assert.equal(error.place.file, file);
    assert.notEqual(error.advice, "");
    return true;
  });
}

test("of a dataset that lies where inputs are searched for the shards are read, not what was dropped from it", () =>
  inTemporaryFolder(async (folder) => {
    const names = [
      ...["raw.jsonl", "rejects/raw.jsonl", "out/data-00000-of-00001.jsonl", "unfinished/quarantine/0.jsonl"],
      ...["out/ledger.json", "out/manifest.json", "out/rejects/stream-0/0.jsonl", "out/more/rejects/0.jsonl"],
      ...["unfinished/.run/plan.json", "manifest.json", "edited/.run/tests.xml", "edited/index/raw.jsonl"],
    ];
    const datasets = new DatasetFolders();
    for (const name of names) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), "");
      datasets.add(name);
    }
    const listed = await listInputs([{ name: "a", paths: [folder] }], [".json", ".jsonl"]);
    const wanted = [
      ...["edited/index/raw.jsonl", "manifest.json", "out/data-00000-of-00001.jsonl"],
      ...["out/more/rejects/0.jsonl", "raw.jsonl", "rejects/raw.jsonl"],
    ];
    assert.deepEqual(
      listed.map(({ file }) => file),
      wanted.map((name) => join(folder, name)),
    );
    // Named as it is, it is read.
    assert.equal((await list(join(folder, "out/rejects"))).length, 1);
    // In a store the same.
    const shown = names.filter((name) => !name.includes(".run/") && !datasets.holdCompanion(name));
    assert.deepEqual(shown.sort(), wanted);
  }));

test("of a folder that Hugging Face datasets saved no description is read as records, and its shards are named", () =>
  inTemporaryFolder(async (folder) => {
    const names = ["data-00000-of-00001.arrow", "dataset_info.json", "state.json"];
    for (const name of names) writeFileSync(join(folder, name), "{}");
    await expectRefusal(
      listInputs([{ name: "a", paths: [folder] }], [".json"]),
      "empty-folder",
      /no file that this source reads \(\.json\), but others, such as data-00000-of-00001\.arrow\..*`wudao stages`/,
      folder,
    );
    const datasets = new DatasetFolders();
    for (const name of names) datasets.add(name);
    assert.deepEqual(
      names.filter((name) => !datasets.holdCompanion(name)),
      names.slice(0, 1),
    );
  }));

test("a folder of very many files is listed, of which hundreds of thousands had been too many arguments", () =>
  inTemporaryFolder(async (folder) => {
    mkdirSync(join(folder, "deep"));
    const files = 30_000;
    for (let number = 0; number < files; number++) writeFileSync(join(folder, `deep/${number}.txt`), "");
    const listing = join(root, "dist/pipeline/plan/list-inputs.js");
    const script = `import { listInputs } from ${JSON.stringify(listing)};
      const { length } = await listInputs([{ name: "a", paths: [${JSON.stringify(folder)}] }], [".txt"]);
      console.log(length);`;
    // So many on a small stack are what 150,000 are on the usual one.
    const options = ["--stack-size=200", "--input-type=module", "--eval", script];
    const { stdout, stderr } = spawnSync(process.execPath, options, { encoding: "utf8" });
    assert.equal(stdout.trim(), `${files}`, stderr);
  }));

test("a folder gives its readable files at any depth in order, a glob what it matches", () =>
  inTemporaryFolder(async (folder) => {
    mkdirSync(join(folder, "b/c"), { recursive: true });
    for (const name of ["z.jsonl", "b/c/y.jsonl.gz", "b/x.jsonl", "b/picture.jpg"])
      writeFileSync(join(folder, name), "");
    const names = (files: readonly { file: string }[]): string[] => files.map(({ file }) => file);
    assert.deepEqual(
      names(await list(folder)),
      ["b/c/y.jsonl.gz", "b/x.jsonl", "z.jsonl"].map((name) => join(folder, name)),
    );
    assert.deepEqual(names(await list(join(folder, "*.jsonl"))), [join(folder, "z.jsonl")]);
  }));

test("a folder gives links to files and endings in capitals, but no hidden files and no linked folders", () =>
  inTemporaryFolder(async (folder) => {
    const elsewhere = join(folder, "elsewhere");
    const corpus = join(folder, "corpus");
    for (const path of [elsewhere, corpus]) mkdirSync(path);
    for (const path of [join(elsewhere, "a.jsonl"), join(corpus, "B.JSONL"), join(corpus, "._B.jsonl")])
      writeFileSync(path, "");
    symlinkSync(join(elsewhere, "a.jsonl"), join(corpus, "a.jsonl"));
    symlinkSync(folder, join(corpus, "up"));
    assert.deepEqual(
      (await list(corpus)).map(({ file }) => file),
      [join(corpus, "B.JSONL"), join(corpus, "a.jsonl")],
    );
    const gone = join(corpus, "gone.jsonl");
    symlinkSync(join(elsewhere, "none"), gone);
    await expectRefusal(list(corpus), "no-input", /the link leads to nothing/, gone);
  }));

test("links to folders and pipes in a folder are told as not read, whatever they are called", (context) =>
  inTemporaryFolder(async (folder) => {
    const at = (name: string): string => join(folder, name);
    writeFileSync(at("a.jsonl"), "");
    symlinkSync(folder, at("up.jsonl"));
    if (spawnSync("mkfifo", [at("pipe.jsonl")]).status !== 0) return context.skip("needs mkfifo");
    const { files, others } = await listWithOthers([{ name: "zh", paths: [folder] }], [".jsonl"]);
    assert.deepEqual(
      files.map(({ file }) => file),
      [at("a.jsonl")],
    );
    assert.deepEqual(others, [at("pipe.jsonl"), at("up.jsonl")]);
  }));

test("a corpus behind a link is found: links before the first wildcard are followed", () =>
  inTemporaryFolder(async (folder) => {
    mkdirSync(join(folder, "real/deep"), { recursive: true });
    for (const name of ["real/a.jsonl", "real/deep/b.jsonl"]) writeFileSync(join(folder, name), "");
    symlinkSync(join(folder, "real"), join(folder, "link"));
    const found = async (pattern: string): Promise<string[]> =>
      (await list(join(folder, pattern))).map(({ file }) => file.slice(folder.length + 1));
    assert.deepEqual(await found("link/*.jsonl"), ["link/a.jsonl"]);
    assert.deepEqual(await found("link/**/*.jsonl"), ["link/a.jsonl", "link/deep/b.jsonl"]);
    assert.deepEqual(await found("{real,none/x}/*.jsonl"), ["real/a.jsonl"]);
  }));

test("a file whose name looks like a glob is that file", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "part[1]*.jsonl");
    writeFileSync(file, "");
    assert.deepEqual(
      (await list(file)).map((each) => each.file),
      [file],
    );
  }));

test("a glob below a folder whose name looks like one finds its files", () =>
  inTemporaryFolder(async (folder) => {
    const copy = join(folder, "新建文件夹 (2)/[旧]");
    mkdirSync(copy, { recursive: true });
    writeFileSync(join(copy, "a.jsonl"), "");
    assert.deepEqual(
      (await list(join(copy, "*.jsonl"))).map(({ file }) => file),
      [join(copy, "a.jsonl")],
    );
  }));

test("a file named twice in one input is read once; in two inputs it is refused", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "a.jsonl");
    writeFileSync(file, "");
    assert.equal((await list(file, folder, join(folder, "*.jsonl"))).length, 1);
    const twice = listInputs(
      [
        { name: "a", paths: [file] },
        { name: "b", paths: [folder] },
      ],
      endings,
    );
    await expectRefusal(twice, "input-twice", /belongs to two inputs/, file);
  }));

test("inputs keep their names and the recipe's order", () =>
  inTemporaryFolder(async (folder) => {
    for (const name of ["1.jsonl", "2.jsonl"]) writeFileSync(join(folder, name), "");
    const listed = await listInputs(
      [
        { name: "second", paths: [join(folder, "2.jsonl")] },
        { name: "first", paths: [join(folder, "1.jsonl")] },
      ],
      endings,
    );
    assert.deepEqual(
      listed.map(({ input, file }) => [input, file]),
      [
        ["second", join(folder, "2.jsonl")],
        ["first", join(folder, "1.jsonl")],
      ],
    );
  }));

test("what is not there, or cannot be a file, is told by its path", () =>
  inTemporaryFolder(async (folder) => {
    const at = (name: string): string => join(folder, name);
    await expectRefusal(list(at("none.jsonl")), "no-input", /no such file or folder/, at("none.jsonl"));
    await expectRefusal(list(at("*.jsonl")), "no-match", /glob matches no file/, at("*.jsonl"));
    await expectRefusal(
      list(folder),
      "empty-folder",
      /holds no file that this source reads \(\.jsonl/,
      folder,
    );
    symlinkSync(at("loop"), at("loop"));
    await expectRefusal(list(at("loop")), "unreadable-input", /ELOOP/, at("loop"));
    const long = at("a".repeat(300));
    await expectRefusal(list(long), "unreadable-input", /ENAMETOOLONG/, long);
    symlinkSync(at("gone"), at("broken.jsonl"));
    await expectRefusal(
      list(at("broken.jsonl")),
      "no-input",
      /the link leads to nothing\. Mend or remove it/,
      at("broken.jsonl"),
    );
    rmSync(at("broken.jsonl"));
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from("\xd6\xd0.jsonl", "latin1")]), "{}");
    await expectRefusal(list(folder), "no-input", /the name is not UTF-8/, at("\uFFFD\uFFFD.jsonl"));
    await expectRefusal(list("/dev/null"), "no-file", /expected a file or folder/, "/dev/null");
  }));

test("a pipe is refused, not waited on for ever", (context) =>
  inTemporaryFolder(async (folder) => {
    const pipe = join(folder, "pipe.jsonl");
    if (spawnSync("mkfifo", [pipe]).status !== 0) return context.skip("needs mkfifo");
    await expectRefusal(list(pipe), "no-file", /device, pipe or socket/, pipe);
  }));

test("a file or folder that this user may not read is told with its path", (context) =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "secret.jsonl");
    const inside = join(folder, "locked", "a.jsonl");
    mkdirSync(join(folder, "locked"));
    for (const path of [file, inside]) writeFileSync(path, "{}");
    chmodSync(folder, 0o755);
    chmodSync(file, 0);
    chmodSync(join(folder, "locked"), 0);
    const isRoot = process.geteuid?.() === 0;
    if (process.geteuid === undefined || process.seteuid === undefined)
      return context.skip("needs Unix rights");
    // Root may read everything: become nobody for a moment.
    if (isRoot) process.seteuid(65534);
    try {
      await expectRefusal(readHead(file, 10), "unreadable-file", /cannot be opened \(EACCES\)/, file);
      // Not passed over: a part of the corpus would be missing without a word.
      const locked = join(folder, "locked");
      await expectRefusal(list(folder), "unreadable-input", /cannot be looked at \(EACCES\)/, locked);
      await expectRefusal(list(inside), "unreadable-input", /cannot be looked at \(EACCES\)/, inside);
    } finally {
      if (isRoot) process.seteuid(0);
      chmodSync(join(folder, "locked"), 0o755);
    }
  }));

test("a folder in a file's place while the run reads is told, not a stack trace", () =>
  inTemporaryFolder((folder) =>
    expectRefusal(readHead(folder, 10), "unreadable-file", /cannot be read \(EISDIR\)/, folder),
  ));
