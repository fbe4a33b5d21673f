import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { listInputs } from "../../../pipeline/plan/list-inputs.js";
import { extensionOf, groupKey, pictureEndings } from "../../../stages/read/pictures/member-names.js";
import { readImageFolder } from "../../../stages/read/read-image-folder.js";
import { readWebdataset } from "../../../stages/read/read-webdataset.js";
import { wudao } from "../../support/served-wudao.js";
import { checksums, inTemporaryFolder, sharedData, withoutData } from "../../support/wudao.js";
import { countCodes, type ReadRecords, readWith } from "./read-records.js";

/** A GIF of one pixel. */
const gif = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

async function read(
  files: Readonly<Record<string, Buffer | string>>,
  params: object = {},
): Promise<ReadRecords> {
  return await inTemporaryFolder(async (folder) => {
    for (const [name, body] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), body);
    }
    const listed = await listInputs([{ name: "test", paths: [folder] }], readImageFolder.endings);
    return await readWith(
      readImageFolder,
      listed.map(({ file }) => file),
      params,
      1,
    );
  });
}

test("a picture has the captions beside it, whichever way they are named, and never those of another picture", async () => {
  const { samples, failures } = await read({
    "cats/1.gif": gif,
    "cats/1.txt": "一只猫",
    "cats/1.json": JSON.stringify({ lang: "zh", alt_text: "猫", rating: 5 }),
    "cats/1.v2.gif": gif,
    "cats/1.v2.txt": "另一只猫",
    "cats/10.GIF": gif,
    "cats/10.GIF.txt": "第十只猫",
    "dogs/1.gif": gif,
  });
  assert.deepEqual(failures, []);
  const found = samples.map(({ id, captions, meta }) => [id, captions.map(({ text }) => text), meta]);
  assert.deepEqual(found, [
    ["test/cats/1", ["一只猫", "猫"], { rating: 5 }],
    ["test/cats/1.v2", ["另一只猫"], {}],
    ["test/cats/10", ["第十只猫"], {}],
    ["test/dogs/1", [], {}],
  ]);
});

test("pictures that differ in the case of their ending alone have different ids", async () => {
  const { samples } = await read({ "1.gif": gif, "1.GIF": gif });
  assert.deepEqual(
    samples.map(({ id }) => id),
    ["test/1.GIF", "test/1.gif"],
  );
});

test("a picture whose name without its ending is that of another one has an id of its own", async () => {
  const { samples } = await read({ "1.gif": gif, "1.png": gif, "1.gif.webp": gif });
  assert.deepEqual(samples.map(({ id }) => id).sort(), ["test/1.gif", "test/1.gif.webp", "test/1.png"]);
});

test("pictures of every ending that is known as one are found, so that none is missed beside its caption", async () => {
  const files = pictureEndings.flatMap((ending, at) => [
    [`set/${at}${ending}`, gif] as const,
    [`set/${at}.txt`, ending] as const,
  ]);
  const { samples, failures } = await read(Object.fromEntries(files));
  assert.deepEqual(failures, []);
  assert.deepEqual(samples.map(({ text }) => text).sort(), [...pictureEndings].sort());
});

test("captions without a picture, broken notes and too large files are told by name", async () => {
  const { samples, failures } = await read(
    {
      "1/lost.txt": "没有图",
      "1/notes.gif": gif,
      "1/notes.json": "[",
      "1/large.gif": Buffer.alloc(2000),
      "1/sound.gif": gif,
    },
    { "max-file-bytes": 1024 },
  );
  assert.deepEqual(
    samples.map(({ id }) => id),
    ["test/sound"],
  );
  assert.deepEqual(countCodes(failures), { "no-image": 1, "invalid-json": 1, "over-size": 1 });
  assert.match(failures.find(({ code }) => code === "no-image")?.message ?? "", /lost\.txt/);
});

test("captions in GBK and with a byte order mark are read as what they say", async () => {
  const { samples } = await read({
    "1/a.gif": gif,
    "1/a.txt": Buffer.from([0xb0, 0xd7, 0xbf, 0xd7, 0xc8, 0xb8]),
    "1/b.gif": gif,
    "1/b.txt": "\uFEFF一只猫",
  });
  assert.deepEqual(
    samples.map(({ text }) => text),
    ["白孔雀", "一只猫"],
  );
});

test("a real tar laid out as a folder gives the same samples, and a run the same bytes for any number of workers", {
  skip: withoutData,
}, async () => {
  await inTemporaryFolder(async (folder) => {
    const tarFile = join(sharedData ?? "", "image-text/pingcap-figures-000000.tar");
    const { samples } = await readWith(readWebdataset, tarFile);
    for (const { id, image, captions, meta } of samples) {
      const stem = join(folder, "figures", groupKey(id));
      mkdirSync(dirname(stem), { recursive: true });
      writeFileSync(`${stem}.${image?.format}`, image?.bytes ?? "");
      writeFileSync(`${stem}.json`, JSON.stringify({ ...meta, caption: captions }));
    }
    assert.ok(readdirSync(join(folder, "figures")).length >= 2 * 100);
    const listed = await listInputs([{ name: "test", paths: [folder] }], readImageFolder.endings);
    const files = listed.map(({ file }) => file);
    const fromFolder = await readWith(readImageFolder, files, {}, 1 << 20);
    assert.deepEqual(
      fromFolder.samples.map(({ id, image, captions }) => [id, image?.bytes.length, captions.length]).sort(),
      samples.map(({ id, image, captions }) => [`test/${id}`, image?.bytes.length, captions.length]).sort(),
    );
    assert.equal(extensionOf(files[0] ?? ""), "json");
    const recipe = join(folder, "recipe.yaml");
    writeFileSync(
      recipe,
      "name: folder\nsplit-bytes: 1MiB\ninput: { path: figures }\nstages: [read-image-folder, image-probe, write-arrow]\n",
    );
    const outputs = [1, 2].map((workers) => join(folder, `out-${workers}`));
    for (const [index, output] of outputs.entries())
      await wudao(["run", recipe, "--output", output, "--workers", String(index + 1)]);
    const [one, two] = outputs.map(checksums);
    assert.deepEqual(one, two);
  });
});
