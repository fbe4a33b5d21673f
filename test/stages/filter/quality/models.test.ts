/** Models that users train: the same texts give the same file, memory is bounded, and what they learn is right. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { UserError } from "../../../../pipeline/contracts/errors.js";
import { corrupt, corruptionKinds } from "../../../../stages/filter/quality/corruptions.js";
import { documentsOf } from "../../../../stages/filter/quality/documents.js";
import { LinearModel } from "../../../../stages/filter/quality/linear-model.js";
import { NgramModel } from "../../../../stages/filter/quality/ngram-model.js";
import { trainModel } from "../../../../stages/filter/quality/train-model.js";
import { NgramTrainer } from "../../../../stages/filter/quality/train-ngrams.js";
import { wudao } from "../../../support/served-wudao.js";
import { inTemporaryFolder } from "../../../support/wudao.js";

const good = Array.from(
  { length: 60 },
  (_, index) =>
    `第${index}天，他在院子里种了一棵树，每天早上都去浇水，过了${index + 2}年，树已经长得很高了。`,
);
const bad = good.map((text, index) => corrupt(text, corruptionKinds[index % 6] ?? "navigation", index));
const lines = (texts: readonly string[]): string =>
  texts.map((text) => JSON.stringify({ content: text })).join("\n");

describe("wudao model train", () => {
  for (const kind of ["perplexity", "classifier"]) {
    test(`a ${kind} model is the same file each time, and works in its filter`, async () => {
      await inTemporaryFolder(async (folder) => {
        writeFileSync(join(folder, "good.jsonl"), lines(good));
        writeFileSync(join(folder, "bad.jsonl"), lines(bad));
        const models = ["one.bin", "two.bin"].map((name) => join(folder, name));
        for (const output of models) {
          const files = ["--good", join(folder, "good.jsonl"), "--bad", join(folder, "bad.jsonl")];
          await wudao(["model", "train", kind, ...files, "--output", output, "--entries", "4096"]);
        }
        const [one = "", two = ""] = models;
        assert.deepEqual(readFileSync(one), readFileSync(two));
        const filter =
          kind === "perplexity"
            ? { perplexity: { model: one, max: 200 } }
            : { "quality-score": { model: one } };
        const recipe = {
          name: "own-model",
          input: [
            { name: "good", path: "good.jsonl" },
            { name: "bad", path: "bad.jsonl" },
          ],
          stages: ["read-json", filter, "write-jsonl"],
        };
        writeFileSync(join(folder, "recipe.yaml"), JSON.stringify(recipe));
        const output = join(folder, "out");
        await wudao(["run", join(folder, "recipe.yaml"), "--output", output, "--quiet"]);
        const ledger = JSON.parse(readFileSync(join(output, "ledger.json"), "utf8")) as { written: number };
        assert.ok(ledger.written >= 58 && ledger.written <= 72, `${ledger.written} of 60 good and 60 bad`);
      });
    });
  }

  test("training for many epochs keeps no files open", async (context) => {
    const opened = "/proc/self/fd";
    if (!existsSync(opened)) return context.skip("needs /proc");
    await inTemporaryFolder(async (folder) => {
      const files = ["good.jsonl", "bad.jsonl"].map((name) => join(folder, name));
      for (const file of files) writeFileSync(file, lines(good));
      const model = {
        ...{ fields: ["content"], output: join(folder, "m.bin"), order: 3, entries: 4096 },
        onUnreadable: () => undefined,
      };
      const [file = "", other = ""] = files;
      await trainModel({ kind: "classifier", good: [file], bad: [other], epochs: 3, ...model });
      const open = readdirSync(opened).flatMap((name) => {
        try {
          return readlinkSync(join(opened, name));
        } catch {
          return [];
        }
      });
      assert.deepEqual(
        open.filter((path) => files.includes(path)),
        [],
      );
    });
  });

  test("what is missing or is no model is said in words", async () => {
    await inTemporaryFolder(async (folder) => {
      const file = join(folder, "good.jsonl");
      writeFileSync(file, lines(good));
      const empty = join(folder, "empty.jsonl");
      writeFileSync(empty, "");
      const request = {
        ...{
          good: [file],
          bad: [],
          fields: ["content"],
          output: join(folder, "m"),
          order: 3,
          entries: 64,
          epochs: 1,
        },
        onUnreadable() {},
      };
      const refusal = (code: string) => (error: unknown) => error instanceof UserError && error.code === code;
      await assert.rejects(trainModel({ ...request, kind: "classifier" }), refusal("no-text"));
      await assert.rejects(trainModel({ ...request, good: [empty], kind: "perplexity" }), refusal("no-text"));
      assert.throws(() => NgramModel.read(file), refusal("bad-model"));
      await wudao(["model", "train", "perplexty", "--good", file, "--output", request.output], 2);
    });
  });

  test("a folder is read as other commands read it, and texts in a field of one's own: the model is that of the files", () =>
    inTemporaryFolder(async (folder) => {
      const texts = join(folder, "texts");
      mkdirSync(texts);
      const files = ["a.jsonl", "b.txt"].map((name) => join(texts, name));
      writeFileSync(files[0] ?? "", good.map((body) => JSON.stringify({ text: "", body })).join("\n"));
      writeFileSync(files[1] ?? "", good.join("\n"));
      writeFileSync(join(texts, "notes.md"), "not a text\n");
      const [one, two] = [join(folder, "one.bin"), join(folder, "two.bin")];
      const train = (output: string, ...paths: readonly string[]) =>
        wudao([
          ...["model", "train", "perplexity", "--good", ...paths, "--field", "body"],
          ...["--output", output, "--entries", "4096", "--json"],
        ]);
      const { texts: read, unreadable } = JSON.parse((await train(one, texts)).stdout) as {
        texts: number;
        unreadable: { records: number };
      };
      assert.deepEqual([read, unreadable.records], [2 * good.length, 0]);
      await train(two, ...files);
      assert.deepEqual(readFileSync(one), readFileSync(two));
    }));

  test("a book on one line of 96 MB is read once, not once a block", () =>
    inTemporaryFolder(async (folder) => {
      const file = join(folder, "book.txt");
      writeFileSync(file, Buffer.alloc(96 << 20, "a"));
      const began = process.cpuUsage();
      let units = 0;
      for await (const text of documentsOf([file], [], assert.fail)) units += text.length;
      const { user, system } = process.cpuUsage(began);
      assert.equal(units, 96 << 20);
      assert.ok(user + system < 4e6, `${(user + system) / 1e6} s`);
    }));

  test("texts in GBK are told line by line, and do not become a model of noise", () =>
    inTemporaryFolder(async (folder) => {
      const file = join(folder, "gbk.txt");
      // 文, 字 and a line feed in GBK, then a line of ASCII.
      writeFileSync(file, Buffer.from("cec4d7d60a61620a", "hex"));
      const model = ["--output", join(folder, "m.bin"), "--entries", "64", "--json"];
      const { stdout } = await wudao(["model", "train", "perplexity", "--good", file, ...model]);
      const { texts, unreadable } = JSON.parse(stdout) as {
        texts: number;
        unreadable: { records: number; problems: string[] };
      };
      assert.equal(texts, 1);
      assert.deepEqual(unreadable.problems, [
        `${file}:1: the line is not valid UTF-8; convert the file to UTF-8`,
      ]);
    }));

  test("broken records are passed over, counted once and named; a file of nothing else is refused", async () => {
    await inTemporaryFolder(async (folder) => {
      const [dirty = "", clean = "", other = "", broken = ""] = ["dirty", "clean", "other", "broken"].map(
        (name) => join(folder, `${name}.jsonl`),
      );
      const problems = ['{"title": "no text"}', '{"text": "cut of', '"a string"', '{"content": 3}'];
      writeFileSync(dirty, [...problems, lines(good)].join("\n"));
      writeFileSync(clean, lines(good));
      writeFileSync(other, lines(bad));
      writeFileSync(broken, problems.join("\n"));
      const train = (kind: string, file: string, exitCode = 0) =>
        wudao(
          [
            ...["model", "train", kind, "--good", file, "--bad", other],
            ...["--output", `${file}.${kind}`, "--entries", "4096", "--json"],
          ],
          exitCode,
        );
      for (const [kind, texts] of [
        ["perplexity", 60],
        ["classifier", 120],
      ] as const) {
        const { stdout } = await train(kind, dirty);
        const result = JSON.parse(stdout);
        assert.equal(result.texts, texts);
        assert.equal(result.unreadable.records, 4);
        assert.match(result.unreadable.problems[1], /dirty\.jsonl:2: expected a JSON object/);
        await train(kind, clean);
        assert.deepEqual(readFileSync(`${dirty}.${kind}`), readFileSync(`${clean}.${kind}`));

        const refused = await train(kind, broken, 4);
        assert.match(refused.stdout, /4 records not read:[\s\S]*broken\.jsonl:1: /);
        assert.ok(!existsSync(`${broken}.${kind}`));
      }
    });
  });
});

test("probabilities of the n-gram model behind each context sum to one", () => {
  const trainer = new NgramTrainer({ order: 3, capacity: 10_000, entries: 10_000 });
  for (const text of good) trainer.add(text);
  const model = trainer.finish();
  // Perplexity of "context + x" against that of "context" gives the probability of x.
  const logOf = (text: string): number => text.length * Math.log(model.perplexity(text));
  let sum = 0;
  for (const character of new Set(good.join(""))) {
    if (character.trim() !== "") sum += Math.exp(logOf(`院子`) - logOf(`院子${character}`));
  }
  assert.ok(sum > 0.9 && sum < 1.1, `${sum}`);
});

test("a table that is too small for all n-grams still tells text from noise", () => {
  const trainer = new NgramTrainer({ order: 3, capacity: 200, entries: 100 });
  for (const text of good) trainer.add(text);
  const model = trainer.finish();
  assert.ok(model.perplexity(good[7] ?? "") * 10 < model.perplexity("昍暚媐籡觸瞉嫇藙襗窼騋霵鎩蘝"));
});

test("an empty text and a giant one are scored", () => {
  const model = new LinearModel(new Int8Array(16), 1, 0);
  assert.equal(model.probability(""), 0.5);
  assert.equal(model.probability("汉".repeat(1 << 20)), 0.5);
});
