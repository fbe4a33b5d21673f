import assert from "node:assert/strict";
import { test } from "node:test";
import { renderReport } from "../../../pipeline/report/html.js";
import type { RunFacts, StageFacts } from "../../../pipeline/report/run-facts.js";
import { renderSummary, type SummaryOptions } from "../../../pipeline/report/terminal.js";

function stage(name: string, changes: Partial<StageFacts> = {}): StageFacts {
  const {
    kind = "map",
    seconds = 1,
    unitsIn = 0,
    changed = 0,
    found = {},
    dropped = {},
    failed = {},
  } = changes;
  const { in: entered = 1000, out = 1000 } = changes;
  return {
    name,
    kind,
    summary: "",
    in: entered,
    out,
    dropped,
    failed,
    changed,
    found,
    seconds,
    unitsIn,
    reasonsText: {},
  };
}

const facts: RunFacts = {
  forecast: [],
  recipeName: "news",
  planHash: "0".repeat(64),
  versions: {},
  isResumed: false,
  wallSeconds: 12.34,
  cpuSeconds: 23.45,
  clusterSeconds: undefined,
  workers: 2,
  peakRssBytes: 300 * 2 ** 20,
  stages: [
    stage("read-json", {
      kind: "source",
      in: 12_345,
      out: 12_340,
      failed: { "invalid-json": 5 },
      seconds: 1,
    }),
    stage("simplify", { in: 12_340, out: 12_340, changed: 1234, seconds: 1 }),
    stage("text-length", {
      in: 12_340,
      out: 9_000,
      dropped: { "too-long": 340, "too-short": 3000 },
      seconds: 2,
    }),
    stage("exact-dedup", {
      kind: "barrier",
      in: 9_000,
      out: 8_000,
      dropped: { duplicate: 1000 },
      seconds: 0,
    }),
  ],
  languages: {},
  lengthHistogram: { before: [], after: [], edges: [] },
  scoreHistograms: [],
  examples: [],
  edits: [],
  quarantine: [],
  duplicates: [],
  mixture: undefined,
  output: {
    format: "write-arrow",
    rows: 77,
    tokens: 1_234_567,
    shards: [{ file: "data-00000-of-00001.arrow", rows: 77, bytes: 1, sha256: "" }],
    facts: {},
  },
  isUnexpectedlyEmpty: false,
  warnings: ["5 record(s) failed and lie in quarantine/."],
};

const plain: SummaryOptions = {
  color: false,
  width: 200,
  dataset: "/data/out",
  ledger: "/data/out/ledger.json",
  report: "/data/out/report.html",
};

/** Cells of the line that begins with `name`. */
function row(summary: string, name: string): string[] {
  const line = summary.split("\n").find((candidate) => candidate.startsWith(`${name} `)) ?? "";
  return line.split(/ {2,}/);
}

test("a user sees for each stage what came in, what was left, what changed and why samples went", () => {
  const summary = renderSummary(facts, plain);
  assert.deepEqual(row(summary, "simplify"), ["simplify", "12,340", "12,340", "1,234", "25 %"]);
  assert.deepEqual(row(summary, "read-json"), ["read-json", "12,345", "12,340", "25 %", "invalid-json 5"]);
});

test("the most frequent reason stands first", () => {
  assert.equal(row(renderSummary(facts, plain), "text-length").at(-1), "too-short 3,000, too-long 340");
});

test("what was found in texts is not taken for samples that went", () => {
  const privacy = stage("privacy", { found: { mobile: 7, email: 9 } });
  const words = stage("words", { out: 998, dropped: { "too-many-words": 2 }, found: { 广告: 31 } });
  const summary = renderSummary({ ...facts, stages: [privacy, words] }, plain);
  assert.equal(row(summary, "privacy").at(-1), "found: email 9, mobile 7");
  assert.equal(row(summary, "words").at(-1), "too-many-words 2; found: 广告 31");
});

test("no time is claimed for a stage whose time is not measured", () => {
  assert.deepEqual(row(renderSummary(facts, plain), "exact-dedup"), [
    "exact-dedup",
    "9,000",
    "8,000",
    "duplicate 1,000",
  ]);
});

test("records that could not be read are among the records that came in", () => {
  assert.match(
    renderSummary(facts, plain),
    /^12,345 records in, 8,000 kept; 77 rows, 1,234,567 tokens in 1 shard/m,
  );
});

test("a dataset of texts claims no tokens", () => {
  const summary = renderSummary({ ...facts, output: { ...facts.output, tokens: 0 } }, plain);
  assert.doesNotMatch(summary, /tokens/);
});

test("where the dataset, the ledger and the report lie is told in full, however narrow the terminal", () => {
  const lines = renderSummary(facts, { ...plain, width: 10 }).split("\n");
  for (const path of [plain.dataset, plain.ledger, plain.report])
    assert.ok(lines.some((line) => line.endsWith(path)));
});

test("the table does not wrap on a narrow terminal, and shows where it was cut", () => {
  const lines = renderSummary(facts, { ...plain, width: 60 }).split("\n");
  const table = lines.slice(1, 2 + facts.stages.length);
  assert.ok(table.some((line) => line.length === 60 && line.endsWith("…")));
  assert.ok(table.every((line) => line.length <= 60));
});

test("a log file holds no escape codes, a terminal shows warnings in colour", () => {
  assert.ok(!renderSummary(facts, plain).includes("\u001b"));
  assert.ok(
    renderSummary(facts, { ...plain, color: true }).includes("\u001b[33mwarning: 5 record(s) failed"),
  );
});

test("a report does not say that all was kept, or none dropped, where a few of many went", () => {
  const source = stage("read-json", { kind: "source", in: 100_000, out: 100_000 });
  const filter = stage("text-length", { in: 100_000, out: 99_997, dropped: { "too-short": 3 } });
  const report = renderReport({ ...facts, stages: [source, filter] });
  assert.match(report, /kept \(&gt; 99\.9 %\)/);
  assert.match(report, /3 of 100,000 \(&lt; 0\.1 %\)/);
});

test("CPU time of the process that submitted tasks to a cluster is not told as that of the run", () => {
  const onCluster: RunFacts = { ...facts, cpuSeconds: 0.5, clusterSeconds: 100 };
  assert.match(
    renderSummary(onCluster, plain),
    /^12\.3 s; tasks on the cluster 100\.0 s, 2 workers a job; here 0\.5 CPU s, peak memory 300 MiB$/m,
  );
  const [source, ...others] = facts.stages;
  assert.ok(source !== undefined);
  const report = renderReport({ ...onCluster, stages: [{ ...source, unitsIn: 250_000_000 }, ...others] });
  assert.match(report, /<b>2\.50?<\/b><span>million characters per second of a task</);
  assert.match(report, /<b>0\.5 s<\/b><span>CPU of the submitting process</);
  assert.doesNotMatch(report, /per CPU second/);
});
