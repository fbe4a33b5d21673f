/** Every file of the folder of hostile input: what is read of it, and why the rest is not. */
import assert from "node:assert/strict";
import { isUtf8 } from "node:buffer";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { wudao } from "../../support/served-wudao.js";
import { inTemporaryFolder, sharedData, withoutData } from "../../support/wudao.js";
import { countCodes, readRecords } from "./read-records.js";

interface Outcome {
  readonly samples: number;
  readonly failed: Readonly<Record<string, number>>;
}

const foreign: Outcome = { samples: 0, failed: { "unsupported-format": 1 } };

const outcomes: Readonly<Record<string, Outcome>> = {
  "arrow-testing.tar.gz": foreign,
  "bad-lines.jsonl": {
    samples: 51,
    failed: {
      "invalid-json": 19,
      "invalid-utf8": 10,
      "not-an-object": 10,
      "duplicate-key": 10,
      "missing-text": 5,
      "wrong-type": 5,
    },
  },
  "bitflip.jsonl.gz": { samples: 83, failed: { "invalid-utf8": 44, "corrupt-compression": 1 } },
  "blns.json": { samples: 0, failed: { "not-an-object": 485 } },
  "blns.txt": { samples: 0, failed: { "invalid-json": 559, "not-an-object": 21 } },
  "charset-mnbvc-fixtures.tar.gz": foreign,
  "charsets-real-pages.tar.gz": foreign,
  "empty.jsonl": { samples: 0, failed: {} },
  "giant-single-line.jsonl.zst": { samples: 1, failed: {} },
  "images-odd-and-broken.tar.gz": foreign,
  "jsonl-in-gb18030.jsonl.gz": { samples: 130, failed: {} },
  // Its last line is cut inside a string.
  "jsonl-in-utf16.jsonl.gz": { samples: 51, failed: { "invalid-json": 1 } },
  "jsontestsuite.tar.gz": foreign,
  "mojibake-latin1.jsonl.gz": { samples: 51, failed: { "invalid-json": 1 } },
  "multi-member-empty.jsonl.gz": { samples: 130, failed: {} },
  "newlines-only.jsonl": { samples: 0, failed: {} },
  "parquet-testing.tar.gz": foreign,
  "trailing-garbage.jsonl.gz": { samples: 130, failed: { "trailing-garbage": 1 } },
  "truncated-webdataset.tar": foreign,
  "truncated.jpg": foreign,
  "truncated.jsonl.gz": { samples: 95, failed: { "truncated-compression": 1 } },
  "truncated.jsonl.zst": { samples: 89, failed: { "truncated-compression": 1 } },
};

/** Files whose text was changed on purpose, so that it differs from the sound file's. */
const altered = new Set(["mojibake-latin1.jsonl.gz"]);
/** Kinds of lines in bad-lines.jsonl (line number from 0, modulo 12) whose text was changed on purpose. */
const alteredKinds = new Set([7, 8]);

const folder = sharedData === undefined ? "" : join(sharedData, "bad-input");

test("no file of the hostile input goes untested", { skip: withoutData }, () => {
  assert.deepEqual(readdirSync(folder).sort(), Object.keys(outcomes).sort());
});

for (const [name, expected] of Object.entries(outcomes)) {
  test(`${name}: what can be read is read, the rest is told with file, place and advice`, {
    skip: withoutData,
  }, async () => {
    const file = join(folder, name);
    const { samples, failures } = await readRecords(file);
    assert.deepEqual(countCodes(failures), expected.failed);
    assert.equal(samples.length, expected.samples);
    for (const { message, origin } of failures) {
      assert.match(origin, /[:@]\d+$/);
      assert.ok(origin.startsWith(file));
      assert.match(message, /expected|mend|get a sound copy/, message);
    }
  });
}

test("what is read of a damaged file is what the sound file holds", { skip: withoutData }, async () => {
  const sound = new Map(
    gunzipSync(readFileSync(join(folder, "../zh-web/pingcap-docs-00000.jsonl.gz")))
      .toString("utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as { uniqueKey: string; title: string; content: string })
      .map((record) => [record.uniqueKey, record]),
  );
  let compared = 0;
  for (const name of Object.keys(outcomes)) {
    if (altered.has(name)) continue;
    for (const { id, text, title, origin } of (await readRecords(join(folder, name))).samples) {
      const line = Number(/:(\d+)$/.exec(origin)?.[1] ?? 0);
      if (name === "bad-lines.jsonl" && alteredKinds.has((line - 1) % 12)) continue;
      if (name === "giant-single-line.jsonl.zst") continue;
      const record = sound.get(id);
      assert.ok(record !== undefined, `${origin}: no record ${id} in the sound file`);
      assert.ok(record.content === text, `${origin}: the text differs`);
      assert.equal(title, record.title, origin);
      compared++;
    }
  }
  assert.equal(compared, 31 + 83 + 130 + 51 + 130 + 130 + 95 + 89);
});

test("each kind of bad line is told with its own line number and reason", { skip: withoutData }, async () => {
  const file = join(folder, "bad-lines.jsonl");
  const { samples, failures } = await readRecords(file);
  const told = new Map(failures.map(({ origin, code }) => [origin, code]));
  const read = new Set(samples.map(({ origin }) => origin));
  const lines = splitLines(readFileSync(file));
  assert.equal(lines.length, 120);
  for (const [line, bytes] of lines.entries()) {
    const origin = `${file}:${line + 1}`;
    const kind = line % 12;
    const code = told.get(origin) ?? (read.has(origin) ? "read" : "blank");
    const wanted = {
      0: "read",
      1: isUtf8(bytes) ? "invalid-json" : "invalid-utf8",
      2: "read",
      // Breaking a line without Chinese changed nothing.
      3: isUtf8(bytes) ? "read" : "invalid-utf8",
      4: "blank",
      5: "invalid-json",
      6: "not-an-object",
      7: "read",
      8: "read",
      9: "read",
      10: line % 24 === 10 ? "missing-text" : "wrong-type",
      11: "duplicate-key",
    }[kind];
    assert.equal(code, wanted, origin);
  }
});

function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start <= bytes.length; ) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed < 0 ? bytes.length : feed;
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

test(
  "a run over all of it ends well, and what failed lies in quarantine record by record",
  {
    skip: withoutData,
  },
  () =>
    inTemporaryFolder(async (temporary) => {
      const recipe = join(temporary, "recipe.yaml");
      const output = join(temporary, "out");
      const inputs = readdirSync(folder).map((name) => join(folder, name));
      writeFileSync(
        recipe,
        `name: hostile\ninput: {path: ${JSON.stringify(inputs)}}\nstages: [read-json, text-length: {min: 1, max: 100000000}, write-jsonl]\n`,
      );
      const { stderr } = await wudao(["run", recipe, "--output", output, "--quiet"]);
      assert.equal(stderr, "", "no warnings of Node on many inputs");
      const ledger = JSON.parse(readFileSync(join(output, "ledger.json"), "utf8")) as {
        records: number;
        written: number;
        stages: { failed: Record<string, number> }[];
      };
      const failed: Record<string, number> = {};
      let samples = 0;
      for (const outcome of Object.values(outcomes)) {
        samples += outcome.samples;
        for (const [code, count] of Object.entries(outcome.failed))
          failed[code] = (failed[code] ?? 0) + count;
      }
      assert.equal(ledger.written, samples);
      assert.deepEqual(ledger.stages[0]?.failed, failed);
      const quarantined = readdirSync(join(output, "quarantine"), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .flatMap((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8").trimEnd().split("\n"))
        .map((line) => JSON.parse(line) as { code: string; origin: string; message: string });
      const counted: Record<string, number> = {};
      for (const { code } of quarantined) counted[code] = (counted[code] ?? 0) + 1;
      assert.deepEqual(counted, failed);
      assert.equal(ledger.records, samples + quarantined.length);
    }),
);
