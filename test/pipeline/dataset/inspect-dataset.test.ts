import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import fc from "fast-check";
import { inspectDataset } from "../../../pipeline/dataset/inspect-dataset.js";
import { printable, printableHead } from "../../../pipeline/report/printable.js";
import { renderInspection } from "../../../pipeline/report/render-inspection.js";
import { catalogue } from "../../../stages/catalogue.js";
import { Datasets, textStages, tokenStages } from "./make-dataset.js";
import { editManifest } from "./write-dataset.js";

const datasets = new Datasets();
after(() => datasets.remove());
const first = { rows: 3, start: 0, seed: undefined };
const bytes = (count: number): string => `${count} B`;

describe("inspecting packed tokens", () => {
  test("every row reads back as the text of its documents", async () => {
    const folder = await datasets.of(tokenStages);
    const { samples, rows, tokenizer } = await inspectDataset(folder, { ...first, rows: 1000 }, catalogue);
    assert.equal(samples.length, rows);
    assert.equal(tokenizer?.name, "default");
    const text = samples
      .flatMap((sample) => (sample.kind === "tokens" ? sample.passages : []))
      .map((passage) => (passage.padding ? "" : (passage.text ?? "")))
      .join("");
    const written = readFileSync("data-samples/en.jsonl", "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as { text?: string; content?: string });
    const canal = written.find((record) => (record.text ?? record.content ?? "").includes("canal lock"));
    assert.ok(text.includes((canal?.text ?? canal?.content ?? "").slice(0, 200)));
  });

  test("documents are shown apart, and padding is not shown as text", async () => {
    const folder = await datasets.of(tokenStages);
    const inspection = await inspectDataset(folder, { ...first, rows: 1000 }, catalogue);
    const last = inspection.samples.at(-1);
    assert.ok(last?.kind === "tokens");
    assert.equal(last.passages.at(-1)?.padding, true);
    assert.equal(last.passages.at(-1)?.to, 64);
    const printed = renderInspection(inspection, bytes);
    assert.match(printed, /^row 0: 64 tokens, 1 document/m);
    assert.match(printed, /^ {2}\[0, \d+\) \S+.*\n {2}\[\d+, 64\) \S+/m);
    assert.match(printed, /^ {2}\[\d+, 64\) padding$/m);
    assert.match(printed, /^recipe +test \(plan [0-9a-f]{12}\)$/m);
    assert.match(printed, /^documents +\d+$/m);
    assert.match(printed, /^ {2}input_ids: list of 64 uint16$/m);
    assert.match(printed, /^ {2}data-00000-of-00003\.arrow {2}\d+ rows {2}\d+ B$/m);
  });

  test("ids are shown, not nonsense, when the tokenizer is another one than the run's", async () => {
    const folder = await datasets.copy(tokenStages);
    editManifest(folder, ({ resources }) => {
      for (const resource of resources) resource.sha256 = "0".repeat(64);
    });
    const inspection = await inspectDataset(folder, first, catalogue);
    assert.match(inspection.tokenizerProblem ?? "", /another one than the run used/);
    assert.match(renderInspection(inspection, bytes), /^ {2}\[0, 64\) \d+ \d+ .*…$/m);
  });

  test("ids are shown when the tokenizer file is gone", async () => {
    const folder = await datasets.copy(tokenStages);
    editManifest(folder, ({ recipe }) => {
      for (const { stage, params } of recipe.stages)
        if (stage === "tokenize") params.tokenizer = "gone.tokenizer.json";
    });
    const inspection = await inspectDataset(folder, first, catalogue);
    assert.match(
      inspection.tokenizerProblem ?? "",
      /gone\.tokenizer\.json: the tokenizer file of the run is not/,
    );
    assert.equal(inspection.samples.length, 3);
  });
});

test("a dataset of others runs no code of theirs when it is inspected, whatever module it names", async () => {
  const folder = await datasets.copy(tokenStages);
  const module = join(folder, "theirs.mjs");
  const mark = join(folder, "ran");
  writeFileSync(
    module,
    `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(mark)}, ""); export default (text) => text;`,
  );
  editManifest(folder, ({ recipe }) => {
    for (const use of recipe.stages) if (use.stage === "tokenize") use.module = module;
  });
  writeFileSync(join(folder, ".run", "plan.json"), "{ no plan");
  const inspection = await inspectDataset(folder, first, catalogue);
  assert.equal(existsSync(mark), false);
  assert.match(
    inspection.tokenizerProblem ?? "",
    /theirs\.mjs\): what a dataset names is not run to show it/,
  );
  assert.equal(inspection.samples.length, 3);
});

describe("choosing rows", () => {
  const rowsShown = async (options: { rows: number; start: number; seed: number | undefined }) =>
    (await inspectDataset(await datasets.of(tokenStages), options, catalogue)).samples.map(({ row }) => row);

  test("a start shows the rows from there on", async () => {
    assert.deepEqual(await rowsShown({ rows: 2, start: 30, seed: undefined }), [30, 31]);
    await assert.rejects(rowsShown({ rows: 2, start: 5000, seed: undefined }), /there is no row 5000/);
  });

  test("a seed shows the same random rows again, another seed other ones", async () => {
    const one = await rowsShown({ rows: 5, start: 0, seed: 1 });
    assert.equal(new Set(one).size, 5);
    assert.deepEqual(await rowsShown({ rows: 5, start: 0, seed: 1 }), one);
    assert.notDeepEqual(await rowsShown({ rows: 5, start: 0, seed: 2 }), one);
    assert.equal((await rowsShown({ rows: 1000, start: 0, seed: 1 })).length, 87);
  });
});

describe("inspecting text", () => {
  test("id, title and the head of the text are shown in every format", async () => {
    for (const write of ["write-arrow", "write-parquet", "write-jsonl"] as const) {
      const folder = await datasets.of(textStages(write));
      const printed = renderInspection(await inspectDataset(folder, first, catalogue), bytes);
      assert.match(printed, /^ {2}id: en-001$/m, write);
      assert.match(printed, /^ {2}lang: en$/m, write);
      assert.match(printed, /^ {2}title: \S+/m, write);
      assert.match(printed, /^ {2}text: A canal lock.* more characters\)$/m, write);
    }
  });

  test("a hostile document cannot drive the terminal", async () => {
    const root = mkdtempSync(join(tmpdir(), "wudao-hostile-"));
    try {
      const input = join(root, "hostile.jsonl");
      const text =
        "正常的文字\u001b]0;pwned\u0007\u001b[2J\u009b31m\u202egnp.exe\u202c\u200b\u0000\r\n下一行，再来几个字凑够长度。";
      writeFileSync(input, `${JSON.stringify({ id: "\u001b[31mx", title: "\u0007", text })}\n`);
      const stages = ["read-json", "write-jsonl"];
      const folder = await datasets.of(stages, [input]);
      const printed = renderInspection(await inspectDataset(folder, first, catalogue), bytes);
      assert.match(printed, /正常的文字<U\+001B>\]0;pwned<U\+0007>/);
      assert.doesNotMatch(printed, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});

describe("printable text", () => {
  test("nothing that acts on a terminal is left, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), fc.nat(50), (text, characters) => {
        assert.doesNotMatch(printable(text), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        assert.doesNotMatch(printableHead(text, characters), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
    );
  });

  test("Chinese, accents and emoji stay as they are", () => {
    const text = "悟道，𠀀字 naïve 🇨🇳";
    assert.equal(printable(text), text);
    assert.equal(printableHead("悟道𠀀字", 3), "悟道𠀀 … (1 more characters)");
  });
});
