/** The recipe for web archives, from the bytes of real crawls to clean records, and its own sample. */
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { wudao } from "../support/served-wudao.js";
import { inTemporaryFolder, root, sharedData, withoutData } from "../support/wudao.js";

const recipe = join(root, "configs/zh-web-pages.yaml");

interface Row {
  readonly title: string;
  readonly url: string;
  readonly text: string;
  readonly lang?: string;
  readonly meta: Readonly<Record<string, unknown>>;
}

interface Entry {
  readonly stage: string;
  readonly in: number;
  readonly out: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly failed: Readonly<Record<string, number>>;
}

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, value) => sum + value, 0);

async function run(folder: string, inputs: readonly string[]): Promise<{ rows: Row[]; ledger: Entry[] }> {
  const output = join(folder, "out");
  await wudao([
    "run",
    recipe,
    "--output",
    output,
    "--quiet",
    ...inputs.flatMap((input) => ["--input", input]),
  ]);
  await wudao(["verify", output]);
  const shards = readdirSync(output).filter((name) => /^data-.*\.jsonl$/.test(name));
  const rows = shards.flatMap((name) =>
    readFileSync(join(output, name), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Row),
  );
  const { stages } = JSON.parse(readFileSync(join(output, "ledger.json"), "utf8")) as { stages: Entry[] };
  return { rows, ledger: stages };
}

test("the sample archive gives its four articles: charset, title, date, author, and nothing that the site repeats", () =>
  inTemporaryFolder(async (folder) => {
    const { rows } = await run(folder, [join(root, "data-samples/pages.warc")]);
    assert.deepEqual(
      rows.map(({ title, url, meta }) => [title, basename(url), meta.date, meta.author, meta.charset]),
      [
        ["雨后的菜园", "1.html", "2021-04-18", "林溪", "utf-8"],
        ["磨豆腐的早晨", "2.html", "2021-05-02", "周禾", "gb18030"],
        ["桥头的图书角", "3.html", "2021-05-09", "许南", "utf-8"],
        ["立夏称人", "4.html", "2021-05-16", "林溪", "utf-8"],
      ],
    );
    for (const { text, lang } of rows) {
      assert.equal(lang, "zh-hans");
      assert.equal(text.split("\n").length, 3);
      assert.doesNotMatch(text, /每周三更新|责任编辑|ICP备|分享到|首页/);
    }
  }));

/** Records of an archive, counted by their first lines alone. */
function countRecords(file: string): number {
  const packed = readFileSync(file);
  const text = (file.endsWith(".gz") ? gunzipSync(packed) : packed).toString("latin1");
  return [...text.matchAll(/WARC\/\d\.\d+\r*\n|(?:https?|dns|filedesc):\S* \S+ \d{14} \S+ \d+\r?\n/g)].length;
}

test(
  "the ledger of real archives adds up to the records that stand in them, truncated copies included",
  {
    skip: withoutData,
  },
  () =>
    inTemporaryFolder(async (folder) => {
      const input = join(folder, "archives");
      mkdirSync(input);
      const archives = join(sharedData ?? "", "warc");
      let records = 0;
      for (const entry of readdirSync(archives, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const file = join(entry.parentPath, entry.name);
        copyFileSync(file, join(input, entry.name));
        records += countRecords(file);
        // One Content-Length in it is too short, and what was left over is told as damage: one more.
        if (entry.name === "example.warc") records++;
      }
      const cut = join(input, "cut.warc");
      writeFileSync(cut, readFileSync(join(archives, "pywb/example.warc")).subarray(0, 3000));
      records += countRecords(cut);
      const { rows, ledger } = await run(folder, [input]);
      const [source] = ledger;
      assert.equal(source?.in, records);
      assert.deepEqual(source?.failed, { "invalid-warc": 1, "truncated-record": 1 });
      for (const [index, entry] of ledger.entries()) {
        assert.equal(entry.in, entry.out + sumOf(entry.dropped) + sumOf(entry.failed), entry.stage);
        assert.equal(entry.out, ledger[index + 1]?.in ?? rows.length, entry.stage);
      }
      // Of 48 Chinese pages two are lists, two error pages; some articles stand on several pages.
      assert.ok(rows.length >= 30 && rows.length <= 46, `${rows.length} pages were kept`);
      for (const { title, text, meta } of rows) {
        assert.ok(title !== "" && text.length >= 50 && meta.charset === "utf-8");
        assert.doesNotMatch(text, /公网安备|责任编辑[:：]|点击查看更多|<div|function\s*\(/);
      }
    }),
);
