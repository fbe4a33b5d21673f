/** `wudao plan --simulate`: what a run would take on other workers and other inputs, and whether a later run keeps to it. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { recordsOf } from "../support/records.js";
import { wudao as served } from "../support/served-wudao.js";
import { root, sharedData, withoutData, wudao } from "../support/wudao.js";

interface Interval {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}
interface Simulated {
  readonly files: number;
  readonly seconds: Interval;
  readonly tokens: Interval;
  readonly phases: readonly { readonly name: string; readonly tasks: number; readonly seconds: Interval }[];
}

/** Few stages, so that the runs are short: what is forecast is the same. */
const recipeText = `name: forecast
input: { path: ${join(root, "data-samples/zh.jsonl")} }
stages: [read-json, exact-dedup, tokenize, pack, write-arrow]
`;
const folder = mkdtempSync(join(tmpdir(), "wudao-simulate-"));
const recipe = join(folder, "recipe.yaml");
const run = join(folder, "run");
writeFileSync(recipe, recipeText);
after(() => rmSync(folder, { recursive: true, force: true }));

test("a sample calibrates a forecast, and the run that follows tells how it kept to it", async () => {
  const forecast = join(folder, "forecast.json");
  const sample = ["--calibrate", join(root, "data-samples/zh.jsonl"), "--save", forecast];
  const simulated = await served(["plan", recipe, "--simulate", "2", ...sample]);
  assert.match(simulated.stdout, /^time {7}/m);
  const [, documents = ""] = simulated.stdout.match(/, ([^,]+) documents/) ?? [];
  assert.match(documents, /^\d+( \(\d+ to \d+\))?$/, "there is no part of a document");
  const { stdout } = await served(["run", recipe, "--output", run, "--forecast", forecast, "--json"]);
  const { forecast: lines, manifest } = JSON.parse(stdout) as {
    forecast: readonly { what: string; actual: number; middle: number }[];
    manifest: { tokens: number; bytes: number };
  };
  const line = (what: string) => lines.find((each) => each.what === what);
  assert.equal(line("tokens")?.actual, manifest.tokens);
  assert.equal(line("output bytes")?.actual, manifest.bytes);
  assert.ok((line("temporary bytes")?.actual ?? 0) > 0 && (line("seconds")?.middle ?? 0) > 0);
  assert.match(readFileSync(join(run, "report.html"), "utf8"), /id="forecast"/);
  const bad = await served(["run", recipe, "--output", run, "--forecast", "package.json"], 4);
  assert.match(bad.stderr, /the file is no forecast/);
  const away = join(folder, "none.json");
  const none = await served(["run", recipe, "--output", run, "--forecast", away], 4);
  assert.match(none.stderr, /none\.json: there is no such file\. Check --forecast/);
});

test("what a part of a real corpus foretells of another part is what comes", {
  skip: withoutData,
}, async () => {
  const records = [...recordsOf(join(sharedData ?? "", "zh-web/laws-00001.jsonl.zst"))].slice(0, 900);
  const write = (name: string, part: readonly object[]): string => {
    const file = join(folder, name);
    writeFileSync(file, part.map((record) => `${JSON.stringify(record)}\n`).join(""));
    return file;
  };
  const sample = write(
    "sample.jsonl",
    records.filter((_, index) => index % 3 === 0),
  );
  const rest = write(
    "rest.jsonl",
    records.filter((_, index) => index % 3 !== 0),
  );
  const forecast = join(folder, "laws.json");
  const input = ["--input", rest];
  // Memory is part of it, so each has a process of its own.
  await wudao(["plan", recipe, ...input, "--simulate", "1", "--calibrate", sample, "--save", forecast]);
  const run = ["run", recipe, ...input, "--output", join(folder, "laws"), "--forecast", forecast, "--json"];
  const { forecast: lines } = JSON.parse((await wudao(run)).stdout) as {
    forecast: readonly { what: string; low: number; high: number; actual: number }[];
  };
  for (const what of ["documents", "tokens", "output bytes", "temporary bytes", "memory bytes"]) {
    const line = lines.find((each) => each.what === what);
    // Nine times out of ten it lies between; a little beside it the tenth.
    assert.ok(
      line !== undefined && line.actual >= line.low * 0.85 && line.actual <= line.high * 1.15,
      JSON.stringify(line),
    );
    // An interval that holds everything foretells nothing.
    if (what !== "memory bytes") assert.ok(line.high < 3 * line.low, JSON.stringify(line));
  }
});

test("near-duplicates of a terabyte are forecast from a few kilobytes: a task collects for a split, not for as much text as the sample's did", async () => {
  const listing = join(folder, "terabyte.tsv");
  writeFileSync(listing, "/far/1.jsonl\t1000000000000\n");
  const deduped = join(folder, "deduped.yaml");
  writeFileSync(deduped, recipeText.replace("exact-dedup", "minhash-dedup"));
  const sample = ["--calibrate", join(root, "data-samples/zh.jsonl"), "--listing", listing];
  const { phases } = JSON.parse(
    (await served(["plan", deduped, "--simulate", "1000", ...sample, "--json"])).stdout,
  ) as Simulated;
  const tasksOf = (name: string) => phases.find((phase) => phase.name === name)?.tasks;
  assert.ok((tasksOf("stream-0") ?? 0) > 1000);
  assert.equal(tasksOf("collect-1"), tasksOf("stream-0"));
});

test("shuffles and shards are forecast with the tasks that the run then has, and not with those of the sample times its size", async () => {
  const shuffled = join(folder, "shuffled.yaml");
  const shuffle = "shuffle: { bucket-bytes: 3KiB }";
  writeFileSync(
    shuffled,
    recipeText.replace(/stages: .*/, `stages: [read-json, tokenize, ${shuffle}, pack, shuffle, write-arrow]`),
  );
  const sample = ["--calibrate", join(root, "data-samples/zh.jsonl")];
  const { phases } = JSON.parse(
    (await served(["plan", shuffled, "--simulate", "1", ...sample, "--json"])).stdout,
  ) as Simulated;
  const output = join(folder, "shuffled");
  await served(["run", shuffled, "--output", output, "--quiet"]);
  const receipts = join(output, ".run/receipts");
  assert.deepEqual(
    Object.fromEntries(phases.map(({ name, tasks }) => [name, tasks])),
    Object.fromEntries(readdirSync(receipts).map((name) => [name, readdirSync(join(receipts, name)).length])),
  );
  const tasks = phases.find(({ name }) => name === "gather-2")?.tasks ?? 0;
  assert.ok(tasks > 1, "a shuffle of one bucket would show nothing");
});

test("a finished run tells what a listing of terabytes would take on many workers, the same each time", async () => {
  const listing = join(folder, "listing.tsv");
  const files = Array.from({ length: 2000 }, (_, index) => `/far/${index}.jsonl.zst\t${1e9 + index}\n`);
  writeFileSync(listing, files.join(""));
  const listed = ["--calibrate", run, "--listing", listing];
  const ask = async (workers: string): Promise<Simulated> =>
    JSON.parse(
      (await served(["plan", recipe, "--simulate", workers, ...listed, "--json"])).stdout,
    ) as Simulated;
  const many = await ask("1000");
  assert.deepEqual(await ask("1000"), many);
  assert.equal(many.files, 2000);
  assert.ok(many.seconds.low <= many.seconds.middle && many.seconds.middle <= many.seconds.high);
  assert.ok(many.tokens.low > 1e6);
  const [first] = many.phases;
  assert.equal(first?.name, "stream-0");
  // Ten times fewer workers take about ten times as long for what is split.
  const ratio = ((await ask("100")).phases[0]?.seconds.middle ?? 0) / (first?.seconds.middle ?? 1);
  assert.ok(ratio > 2, `${ratio}`);

  // A few kilobytes for two terabytes.
  const shown = await served(["plan", recipe, "--simulate", "1000", ...listed]);
  assert.match(shown.stdout, /less than a millionth of the input: calibrate with a larger sample/);
  writeFileSync(listing, "/far/1.jsonl\t12\n/far/2.jsonl twelve\n");
  const { stderr } = await served(["plan", recipe, "--simulate", "2", ...listed], 4);
  assert.match(stderr, /listing\.tsv:2: the line is no path and size/);
});
