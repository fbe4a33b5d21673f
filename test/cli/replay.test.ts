/** `wudao replay`: why a record did not go on, told by running it again. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { wudao as served } from "../support/served-wudao.js";
import { wudao } from "../support/wudao.js";

interface Replayed {
  readonly recorded: { readonly origin: string; readonly stage: string; readonly reason: string };
  readonly source?: { readonly how: string; readonly reason: string };
  readonly paths: readonly {
    readonly stages: readonly {
      readonly stage: string;
      readonly scores?: object;
      readonly change?: object;
    }[];
    readonly end?: { readonly stage: string; readonly how: string; readonly reason: string };
  }[];
}

const folder = mkdtempSync(join(tmpdir(), "wudao-replay-"));
const input = join(folder, "in.jsonl");
const output = join(folder, "out");
const picky = join(folder, "picky.mjs");
const long = "这一段文字讲的是一座老桥怎样修好，怎样重新通车，又怎样成了孩子们放学以后常去的地方。";

before(async () => {
  writeFileSync(
    picky,
    'export default (text) => { if (text.includes("坏")) throw new Error("no"); return text; };\n',
  );
  const records = [
    { id: "whole", text: `${long}\u200b尾` },
    { id: "short", text: "短\u200b文" },
    { id: "twin", text: `${long}\u200b尾` },
    { id: "bad", text: `${long}坏` },
  ];
  const lines = records.map((record) => JSON.stringify(record));
  writeFileSync(input, `${[...lines, '{"id": "torn", "te'].join("\n")}\n`);
  writeFileSync(
    join(folder, "recipe.yaml"),
    `name: replayed
input: { path: in.jsonl }
stages:
  - read-json
  - unicode-repair
  - module: ./picky.mjs
  - min-han: { min: 10 }
  - exact-dedup
  - write-jsonl
`,
  );
  await served(["run", join(folder, "recipe.yaml"), "--output", output, "--quiet"]);
});
after(() => rmSync(folder, { recursive: true, force: true }));

async function replayed(...records: string[]): Promise<Replayed> {
  return JSON.parse((await served(["replay", output, ...records, "--json"])).stdout) as Replayed;
}

test("a record that a filter dropped shows every stage's change and score up to the one that dropped it", async () => {
  const { recorded, paths } = await replayed("short");
  const [path] = paths;
  assert.equal(path?.stages[0]?.stage, "unicode-repair");
  assert.ok(path?.stages[0]?.change !== undefined);
  assert.deepEqual(path?.stages.at(-1)?.scores, { "min-han": 2 });
  assert.deepEqual(path?.end, { stage: "min-han", how: "dropped", reason: recorded.reason });
});

test("a duplicate is told as the run decided it, not as kept", async () => {
  const [path] = (await replayed("twin")).paths;
  assert.deepEqual([path?.end?.stage, path?.end?.how], ["exact-dedup", "dropped"]);
});

test("without a record, all of quarantine is run again: what fails still, where and why", async () => {
  const { stdout } = await served(["replay", output]);
  assert.match(stdout, /in\.jsonl:5\n.*read-json, invalid-json/);
  assert.match(stdout, /^ +1 {2}failed by the source: invalid-json$/m);
  assert.match(stdout, /^ +1 {2}failed by picky: exception$/m);
});

test("many replayed records come one to a line for scripts: each ran over many lines, and all together were no JSON", async () => {
  const { stdout } = await served(["replay", output, "--json"]);
  const lines = stdout.trimEnd().split("\n");
  const origins = lines.map((line) => (JSON.parse(line) as Replayed).recorded.origin);
  assert.equal(origins.length, 2);
  assert.ok(origins.some((origin) => origin.endsWith("in.jsonl:5")));
});

test("a mended stage shows that the record would go on now, and the run stays as it was", async () => {
  const before = readdirSync(output, { recursive: true }).map(String).sort();
  const code = readFileSync(picky, "utf8");
  writeFileSync(picky, "export default (text) => text;\n");
  try {
    // In a process of its own: one that has loaded the stage would keep it as it was.
    const { stdout } = await wudao(["replay", output, "bad"]);
    assert.match(stdout, /^now {7}it passes every stage/m);
  } finally {
    writeFileSync(picky, code);
  }
  assert.deepEqual(readdirSync(output, { recursive: true }).map(String).sort(), before);
});

test("a record that is nowhere, or whose input is another by now, is refused", async () => {
  assert.match((await served(["replay", output, "whole"], 4)).stderr, /\[no-record\].*whole/);
  const text = readFileSync(input);
  writeFileSync(input, `${text.toString()}\n`);
  assert.match((await served(["replay", output, "short"], 4)).stderr, /\[input-changed\]/);
});
