/** Datasets of texts that are read again, as for a second cleaning. */
import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Sample } from "../../../../pipeline/contracts/sample.js";
import type { SourceStage } from "../../../../pipeline/contracts/stage.js";
import { readArrow } from "../../../../stages/read/read-arrow.js";
import { readImageRecords } from "../../../../stages/read/read-image-records.js";
import { readJson } from "../../../../stages/read/read-json.js";
import { readParquet } from "../../../../stages/read/read-parquet.js";
import { inTemporaryFolder, wudao } from "../../../support/wudao.js";
import { readRecords, readWith } from "../read-records.js";

const formats = [
  { sink: "write-jsonl", source: readJson },
  { sink: "write-arrow", source: readArrow },
  { sink: "write-parquet", source: readParquet },
] as const;

const records = [
  {
    id: "1",
    content: "落霞与孤鹜齐飞，秋水共长天一色。",
    title: "滕王阁序",
    lang: "zh",
    url: "https://a/1",
    source: "全唐文",
    author: { name: "王勃", years: [650, 676] },
    prompt: "默写：",
  },
  { id: "2", content: "渔舟唱晚，响穷彭蠡之滨。", meta: { kind: "骈文" }, title: 7, lang: null },
];

/** What a document is, apart from where it was read. */
const known = ({ id, text, title, lang, url, meta, scores }: Sample) => ({
  id,
  text,
  title,
  lang,
  url,
  meta,
  scores,
});

for (const { sink, source } of formats)
  test(`a dataset of ${sink} gives the fields of its documents back, and a second pass nests nothing`, () =>
    inTemporaryFolder(async (folder) => {
      const first = join(folder, "in.jsonl");
      writeFileSync(first, records.map((record) => JSON.stringify(record)).join("\n"));
      const original = (await readRecords(first)).samples;
      let input = first;
      let reader = "read-json";
      const passes: (readonly Sample[])[] = [];
      for (const pass of ["once", "twice", "thrice"]) {
        const recipe = join(folder, `${pass}.yaml`);
        const stages = [reader, { "text-length": { min: 1 } }, sink];
        writeFileSync(recipe, JSON.stringify({ name: pass, input: { path: input }, stages }));
        const output = join(folder, pass);
        await wudao(["run", recipe, "--output", output, "--quiet"]);
        const shard = readdirSync(output).find((name) => name.startsWith("data-"));
        input = join(output, shard ?? "");
        reader = source.name;
        passes.push((await readWith(source as SourceStage, input)).samples);
      }
      const [once = [], ...others] = passes;
      // Where they first came from stands among their notes, unless a note has that name.
      const wanted = original.map((sample) => ({
        ...known(sample),
        meta: { source: "in", origin: sample.origin, ...sample.meta },
        scores: { "text-length": sample.text.length },
      }));
      assert.deepEqual(once.map(known), wanted);
      for (const again of others) assert.deepEqual(again.map(known), once.map(known));
    }));

const gif = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
const simplified: Readonly<Record<string, string>> = { 一隻貓: "一只猫", 窗臺: "窗台", 貓: "猫" };
const pictures = [
  {
    image: { bytes: gif.toString("base64") },
    image_id: "1",
    captions: { zh: ["一隻貓", "窗臺"], en: ["a cat"] },
    alt_text: "貓",
    source: "相册",
    meta: { rating: 5 },
    tags: ["动物"],
  },
  { image: { bytes: gif.toString("base64") }, image_id: "2", caption: "狗", lang: "zh", url: "https://a/2" },
];

for (const sink of ["write-jsonl", "write-parquet"])
  test(`a dataset of pictures of ${sink} gives captions, text and notes back, and a second pass nests nothing`, () =>
    inTemporaryFolder(async (folder) => {
      const first = join(folder, "in.jsonl");
      writeFileSync(first, pictures.map((record) => JSON.stringify(record)).join("\n"));
      const whole = ({ captions, image, ...sample }: Sample) => ({
        ...known(sample as Sample),
        captions,
        image,
      });
      const original = (await readWith(readImageRecords, first)).samples;
      let input = first;
      for (const pass of ["once", "twice", "thrice"]) {
        const recipe = join(folder, `${pass}.yaml`);
        const stages = ["read-image-records", "simplify", { "text-length": { min: 1 } }, sink];
        writeFileSync(recipe, JSON.stringify({ name: pass, input: { path: input }, stages }));
        const output = join(folder, pass);
        await wudao(["run", recipe, "--output", output, "--quiet"]);
        input = join(output, readdirSync(output).find((name) => name.startsWith("data-")) ?? "");
        const { samples } = await readWith(readImageRecords, input);
        const wanted = original.map((sample, at) => ({
          ...whole(sample),
          text: ["一只猫", "狗"][at],
          captions: sample.captions.map((caption) => ({
            ...caption,
            text: simplified[caption.text] ?? caption.text,
          })),
          meta: { source: "in", origin: sample.origin, ...sample.meta },
          scores: { "text-length": sample.text.length },
        }));
        assert.deepEqual(samples.map(whole), wanted, pass);
      }
    }));

test("a column that was made after the notes goes before one of their name; the first place of a document does not", async () => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, "own.jsonl");
    const own = { id: "1", source: "second", origin: "b:1", title: null, lang: null, url: null, text: "文" };
    const meta = { source: "first", origin: "a:1", codes: [1], meta: { deeper: true } };
    writeFileSync(file, JSON.stringify({ ...own, meta, scores: {}, codes: [2] }));
    const { samples } = await readRecords(file);
    assert.deepEqual(samples[0]?.meta, {
      source: "first",
      origin: "a:1",
      codes: [2],
      meta: { deeper: true },
    });
    // Others' records that have notes are left as they are.
    writeFileSync(file, JSON.stringify({ id: "1", text: "文", title: null, meta, scores: {} }));
    assert.deepEqual((await readRecords(file)).samples[0]?.meta, { title: null, meta });
  });
});
