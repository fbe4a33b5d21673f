/** The guard of dedup stages, through the real command line. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { wudao } from "../../../support/served-wudao.js";
import { inTemporaryFolder } from "../../../support/wudao.js";

/** Source -> its texts. */
type Corpus = Readonly<Record<string, readonly string[]>>;

function article(number: number): string {
  return `第${number}篇文章讲的是怎样种菜，共${number * 37}个字。`;
}

const articles = Array.from({ length: 30 }, (_, number) => article(number));

/** Runs exact dedup over two sources; resolves to what the command said. */
async function dedup(folder: string, corpus: Corpus, guards: string, expectedCode: number) {
  for (const [source, texts] of Object.entries(corpus)) {
    const lines = texts.map((content, id) => JSON.stringify({ id: `${source}-${id}`, content }));
    writeFileSync(join(folder, `${source}.jsonl`), lines.map((line) => `${line}\n`).join(""));
  }
  const recipe = join(folder, "mine.yaml");
  writeFileSync(
    recipe,
    `name: mine
input:
  - { name: news, path: news.jsonl }
  - { name: copy, path: copy.jsonl }
guards: { language-removal: 1, ${guards} }
stages:
  - read-json
  - exact-dedup
  - write-jsonl
`,
  );
  return wudao(["run", recipe, "--output", join(folder, "out"), "--force", "--quiet"], expectedCode);
}

describe("a source that dedup would nearly wipe out", () => {
  const corpus = { news: articles, copy: [...articles.slice(0, 19), article(99)] };

  test("stops the run, which names it and shows what is removed for what", () =>
    inTemporaryFolder(async (folder) => {
      const { stderr } = await dedup(folder, corpus, "min-samples: 20", 1);
      assert.match(
        stderr,
        /error \[source-guard\]: exact-dedup removed 95\.0 % of the 20 samples of the source "copy" \(limit 90\.0 %\)/,
      );
      assert.match(stderr, / {2}copy-0: "第0篇.*"\n {4}similar by 1\.00 to news-0: "第0篇/);
      assert.ok(!existsSync(join(folder, "out/manifest.json")));
    }));

  test("goes on from where the guard stopped the run, hours of work later, once the guard is told to let it pass", () =>
    inTemporaryFolder(async (folder) => {
      await dedup(folder, corpus, "min-samples: 20", 1);
      const recipe = join(folder, "mine.yaml");
      const stopped = readFileSync(recipe, "utf8");
      writeFileSync(recipe, stopped.replace("min-samples: 20", "min-samples: 20, allow: [exact-dedup]"));
      const read = join(folder, "out/.run/receipts/stream-0");
      const receipts = () => readdirSync(read).map((name) => statSync(join(read, name)).mtimeMs);
      const before = receipts();
      await wudao(["run", recipe, "--output", join(folder, "out"), "--quiet"]);
      assert.equal(before.length, 2);
      assert.deepEqual(receipts(), before);
    }));

  test("goes on with the setting that the error names, without the recipe being changed", () =>
    inTemporaryFolder(async (folder) => {
      const { stderr } = await dedup(folder, corpus, "min-samples: 20, allow: [minhash-dedup]", 1);
      const setting = /--set '(guards\.allow=.*?)'/.exec(stderr)?.[1] ?? "";
      assert.equal(setting, "guards.allow=[minhash-dedup, exact-dedup]");
      await wudao(["run", join(folder, "mine.yaml"), "--output", join(folder, "out"), "--set", setting]);
    }));

  test("stays a finished dataset when the guards are set stricter afterwards", () =>
    inTemporaryFolder(async (folder) => {
      await dedup(folder, corpus, "allow: [exact-dedup]", 0);
      const recipe = join(folder, "mine.yaml");
      const passed = readFileSync(recipe, "utf8");
      writeFileSync(
        recipe,
        passed.replace(/guards: .*/, "guards: { language-removal: 0.1, min-samples: 20 }"),
      );
      const { stdout } = await wudao(["run", recipe, "--output", join(folder, "out")]);
      assert.match(stdout, /all is done: nothing was left to run/);
    }));

  test("goes when the recipe says so, and where there are too few samples to judge", () =>
    inTemporaryFolder(async (folder) => {
      for (const guards of [
        "min-samples: 21",
        "min-samples: 20, source-removal: 0.95",
        "min-samples: 20, allow: [exact-dedup]",
      ]) {
        await dedup(folder, corpus, guards, 0);
        const ledger = JSON.parse(readFileSync(join(folder, "out/ledger.json"), "utf8")) as {
          written: number;
        };
        assert.equal(ledger.written, 31);
      }
    }));
});

describe("a cluster that holds half of the corpus", () => {
  const same = Array.from({ length: 20 }, () => "本站所有文章均来自网络，转载请注明出处。");
  const corpus = { news: [...articles.slice(0, 8), ...same], copy: [...same, ...articles.slice(20, 28)] };

  test("stops the run, which shows its keeper", () =>
    inTemporaryFolder(async (folder) => {
      const { stderr } = await dedup(folder, corpus, "min-samples: 56", 1);
      assert.match(
        stderr,
        /error \[cluster-guard\]: exact-dedup put 69\.6 % of the 56 samples into one cluster \(limit 50\.0 %\)/,
      );
      assert.match(stderr, /similar by 1\.00 to news-8: "本站/);
    }));

  test("goes when the recipe says so", () =>
    inTemporaryFolder(async (folder) => {
      await dedup(folder, corpus, "min-samples: 56, cluster-share: 0.7", 0);
    }));
});
