import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { DedupAudit } from "../../pipeline/report/audit/audit-dedup.js";
import { wilson } from "../../pipeline/report/audit/wilson.js";
import { missingNearDup, readNearDup } from "../stages/dedup/ground-truth.js";
import { wudao } from "../support/served-wudao.js";
import { inTemporaryFolder } from "../support/wudao.js";

async function audited(
  folder: string,
  params: string,
  sink = "write-jsonl",
  behind = "",
  stage = "minhash-dedup",
  part = 3,
): Promise<string> {
  // A third of the set: some 280 of its pairs, and a third of the time that each audit takes.
  const documents = readNearDup("pingcap-versions").documents.filter((_, index) => index % part === 0);
  const input = join(folder, "documents.jsonl");
  writeFileSync(
    input,
    documents.map(({ id, text }) => `${JSON.stringify({ id, content: text })}\n`).join(""),
  );
  const recipe = join(folder, "recipe.yaml");
  const stages = sink === "write-jsonl" ? "" : "  - tokenize\n  - pack\n";
  writeFileSync(
    recipe,
    `name: audited\ninput: { path: documents.jsonl }\nstages:\n  - read-json\n  - ${stage}: ${params}\n${behind}${stages}  - ${sink}\n`,
  );
  const output = join(folder, "out");
  await wudao(["run", recipe, "--output", output, "--quiet"]);
  return output;
}

const skip = missingNearDup("pingcap-versions");

test("a good run is found good, with intervals, and its borderline pairs are shown", { skip }, () =>
  inTemporaryFolder(async (folder) => {
    const output = await audited(folder, "{ threshold: 0.8 }");
    const audit = JSON.parse((await wudao(["dedup", "audit", output, "--json"])).stdout) as DedupAudit;
    assert.equal(audit.precision.share, 1);
    assert.deepEqual(audit.changedBehind, []);
    assert.equal(audit.precision.of, 200);
    assert.ok(audit.precision.low > 0.97 && audit.precision.low < 1);
    assert.equal(audit.recall.share, 1);
    assert.ok(audit.inside.every(({ similarity }) => similarity >= 0.8));
    assert.ok(
      audit.outside.length > 0 &&
        audit.outside.every(({ similarity }) => similarity < 0.8 && similarity >= 0.7),
    );
    const { stdout } = await wudao(["dedup", "audit", output]);
    assert.match(stdout, /^precision {2}100\.0 % \(95 %: 9\d\.\d to 100\.0; 200 of 200\)/m);
    assert.match(stdout, /just outside: both stayed\n {2}0\.7\d+/);
  }),
);

test("a run that overlooks pairs, or removes by signature alone, is found out", { skip }, () =>
  inTemporaryFolder(async (folder) => {
    const output = await audited(
      folder,
      "{ threshold: 0.8, permutations: 16, bands: 1, rows: 6, verify-error: 1 }",
    );
    const audit = JSON.parse((await wudao(["dedup", "audit", output, "--json"])).stdout) as DedupAudit;
    assert.ok(audit.recall.share < 0.9 && audit.overlooked.length > 0, `${audit.recall.share}`);
    assert.ok(audit.precision.share < 1 && audit.wrong.length > 0, `${audit.precision.share}`);
  }),
);

test("texts that were changed behind the stage are told, since they are not what it compared", { skip }, () =>
  inTemporaryFolder(async (folder) => {
    const behind = "  - line-dedup: { min-documents: 2 }\n";
    const output = await audited(folder, "{ threshold: 0.8 }", "write-jsonl", behind);
    const { stdout } = await wudao(["dedup", "audit", output, "--sample", "20"]);
    assert.match(stdout, /^caution .*texts or titles were changed behind minhash-dedup \(line-dedup \d+\)/m);
  }),
);

test("a run that removed by SimHash is audited too, against the similarity that one asks for", { skip }, () =>
  inTemporaryFolder(async (folder) => {
    const output = await audited(folder, "{}", "write-jsonl", "", "simhash-dedup");
    const of = async (...options: string[]): Promise<DedupAudit> =>
      JSON.parse((await wudao(["dedup", "audit", output, "--json", ...options])).stdout) as DedupAudit;
    const half = await of();
    assert.deepEqual([half.stage, half.threshold], ["simhash-dedup", 0.5]);
    assert.ok(half.precision.share > 0.85 && half.precision.of > 100, `${half.precision.share}`);
    const strict = await of("--similarity", "0.95");
    assert.ok(strict.precision.share < half.precision.share && strict.wrong.length > 0);
    assert.ok(half.recall.share < strict.recall.share, `${half.recall.share} ${strict.recall.share}`);
    const { stderr } = await wudao(["dedup", "audit", output, "--stage", "minhash-dedup"], 4);
    assert.match(stderr, /nothing-to-audit.*no minhash-dedup/);
  }),
);

test("a dataset without texts is refused with what would help", { skip }, () =>
  inTemporaryFolder(async (folder) => {
    const output = await audited(folder, "{ threshold: 0.8 }", "write-arrow", "", "minhash-dedup", 50);
    const { stderr } = await wudao(["dedup", "audit", output], 4);
    assert.match(stderr, /nothing-to-audit.*no texts/);
  }),
);

test("intervals are Wilson's", () => {
  const { low, high } = wilson(8, 10);
  assert.ok(Math.abs(low - 0.4901625) < 1e-6 && Math.abs(high - 0.9433178) < 1e-6);
  assert.equal(wilson(0, 0).of, 0);
});

test("a run that removed nothing is told so in whole sentences", () =>
  inTemporaryFolder(async (folder) => {
    const texts = ["春眠不觉晓，处处闻啼鸟。", "白日依山尽，黄河入海流。", "床前明月光，疑是地上霜。"];
    writeFileSync(
      join(folder, "in.jsonl"),
      texts.map((content) => `${JSON.stringify({ content })}\n`).join(""),
    );
    const recipe = join(folder, "recipe.yaml");
    writeFileSync(
      recipe,
      "name: clean\ninput: { path: in.jsonl }\nstages: [read-json, minhash-dedup, write-jsonl]\n",
    );
    const output = join(folder, "out");
    await wudao(["run", recipe, "--output", output, "--quiet"]);
    const { stdout } = await wudao(["dedup", "audit", output]);
    assert.match(stdout, /: 3 documents entered, 0 removed\n/);
    assert.match(stdout, /^precision {2}unknown: there are no sampled removals$/m);
    assert.match(stdout, /^recall {5}unknown: there are no similar pairs with a sampled document$/m);
  }));
