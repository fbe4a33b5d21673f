/** Kills runs with SIGKILL inside each phase of each deduplication, and resumes them with another number of workers. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { checksums, root, start, wudao } from "../support/wudao.js";

const recipe = `name: all-dedup
input:
  - { name: first, path: ${join(root, "data-samples/zh.jsonl")} }
  - { name: again, path: again.jsonl }
against: [earlier]
index: all
split-bytes: 16KiB
guards: { allow: [exact-dedup, url-dedup, simhash-dedup, minhash-dedup] }
stages:
  - read-json
  - url-dedup
  - exact-dedup
  - simhash-dedup: { min-shingles: 10 }
  - minhash-dedup: { threshold: 0.7 }
  - line-dedup: { min-documents: 2 }
  - substring-dedup: { min-characters: 30 }
  - write-jsonl: { shard-bytes: 16KiB }
`;

const folder = mkdtempSync(join(tmpdir(), "wudao-phases-"));
const path = join(folder, "recipe.yaml");
const args = (output: string, workers: number): string[] => [
  "run",
  path,
  "--output",
  join(folder, output),
  "--workers",
  String(workers),
];
let wanted: Readonly<Record<string, string>> = {};

before(async () => {
  const line = "这一行字在许多文件里都一样，是页脚。";
  const texts = Array.from({ length: 60 }, (_, number) => ({
    id: `again-${number}`,
    url: `https://example.com/${number % 50}`,
    content: `${line}\n第${number % 40}篇的正文，${"讲的是一件小事，".repeat(1 + (number % 7))}完。\n${line}`,
  }));
  writeFileSync(join(folder, "again.jsonl"), texts.map((text) => JSON.stringify(text)).join("\n"));
  writeFileSync(path, recipe);
  const alone = join(folder, "alone.yaml");
  writeFileSync(alone, recipe.replace("against: [earlier]\n", ""));
  const earlierInput = join(folder, "earlier.jsonl");
  writeFileSync(
    earlierInput,
    texts
      .slice(0, 15)
      .map((text) => JSON.stringify(text))
      .join("\n"),
  );
  await wudao(["run", alone, "--input", earlierInput, "--output", join(folder, "earlier"), "--quiet"]);
  await wudao([...args("whole", 2), "--quiet"]);
  wanted = checksums(join(folder, "whole"));
  assert.ok(Object.keys(wanted).length > 3);
});
after(() => rmSync(folder, { recursive: true, force: true }));

const barriers = [1, 2, 3, 4, 5, 6];
const verified = [4, 6];
const indexed = [1, 2, 3, 4];
const phases = [
  "stream-0",
  ...barriers.flatMap((stage) => [
    `match-${stage}`,
    ...(verified.includes(stage) ? [`verify-${stage}`] : []),
    `resolve-${stage}`,
    ...(indexed.includes(stage) ? [`index-${stage}`] : []),
  ]),
  "stream-1",
  "write",
];

for (const [number, phase] of phases.entries()) {
  test(`killed inside ${phase}, a run resumes to the bytes of an undisturbed one`, async () => {
    const output = `killed-${phase}`;
    const running = start(...args(output, 1 + (number % 2)));
    let killed = false;
    running.process.stderr?.on("data", (chunk: Buffer) => {
      if (killed || !chunk.toString().includes(` ${phase}: `)) return;
      killed = true;
      if (running.process.pid !== undefined) process.kill(-running.process.pid, "SIGKILL");
    });
    await running.end;
    assert.ok(killed, `${phase} never began`);
    await wudao([...args(output, 2 - (number % 2)), "--quiet"]);
    assert.deepEqual(checksums(join(folder, output)), wanted);
  });
}
