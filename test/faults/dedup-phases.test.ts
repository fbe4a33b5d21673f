/** Kills runs with SIGKILL inside each phase of each deduplication, and resumes them with another number of workers. */
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { checksums, root, start, wudao } from "../support/wudao.js";

const pictures = `name: all-picture-dedup
input:
  - { name: first, path: ${join(root, "data-samples/pictures.tar")} }
  - { name: again, path: again.tar }
guards: { allow: [image-dedup] }
stages:
  - read-webdataset
  - image-prepare: { size: 32, cues: false }
  - image-dedup: { on: pair }
  - caption-frequency: { max-pictures: 3 }
  - picture-frequency: { max-captions: 1 }
  - write-arrow
`;

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
const recipePath = (name: string): string => join(folder, `${name}.yaml`);
const args = (name: string, output: string, workers: number): string[] => [
  "run",
  recipePath(name),
  "--output",
  join(folder, output),
  "--workers",
  String(workers),
];
const wanted = new Map<string, Readonly<Record<string, string>>>();

async function runWhole(name: string): Promise<void> {
  await wudao([...args(name, `whole-${name}`, 2), "--quiet"]);
  const found = checksums(join(folder, `whole-${name}`));
  assert.ok(Object.keys(found).length > 3);
  wanted.set(name, found);
}

before(async () => {
  const line = "这一行字在许多文件里都一样，是页脚。";
  const texts = Array.from({ length: 60 }, (_, number) => ({
    id: `again-${number}`,
    url: `https://example.com/${number % 50}`,
    content: `${line}\n第${number % 40}篇的正文，${"讲的是一件小事，".repeat(1 + (number % 7))}完。\n${line}`,
  }));
  writeFileSync(join(folder, "again.jsonl"), texts.map((text) => JSON.stringify(text)).join("\n"));
  writeFileSync(recipePath("texts"), recipe);
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
  await runWhole("texts");
  writeFileSync(recipePath("pictures"), pictures);
  copyFileSync(join(root, "data-samples/pictures.tar"), join(folder, "again.tar"));
  await runWhole("pictures");
});
after(() => rmSync(folder, { recursive: true, force: true }));

interface Barriers {
  /** Positions in the recipe, by the stream phase in front of them. */
  readonly after: readonly (readonly number[])[];
  readonly collected: readonly number[];
  readonly verified: readonly number[];
  readonly indexed: readonly number[];
}

function phasesOf({ after: segments, collected, verified, indexed }: Barriers): string[] {
  return [
    ...segments.flatMap((barriers, segment) => [
      `stream-${segment}`,
      ...barriers.flatMap((stage) => [
        `match-${stage}`,
        ...(collected.includes(stage) ? [`collect-${stage}`] : []),
        ...(verified.includes(stage) ? [`verify-${stage}`] : []),
        `resolve-${stage}`,
        ...(indexed.includes(stage) ? [`index-${stage}`] : []),
      ]),
    ]),
    `stream-${segments.length}`,
    "write",
  ];
}

const recipes = {
  texts: phasesOf({ after: [[1, 2, 3, 4, 5], [6]], collected: [4], verified: [4, 6], indexed: [1, 2, 3, 4] }),
  pictures: phasesOf({ after: [[2, 3], [4]], collected: [], verified: [], indexed: [] }),
};

for (const [name, phases] of Object.entries(recipes)) {
  for (const [number, phase] of phases.entries()) {
    test(`${name}: killed inside ${phase}, a run resumes to the bytes of an undisturbed one`, async () => {
      const output = `killed-${name}-${phase}`;
      const running = start(...args(name, output, 1 + (number % 2)));
      let killed = false;
      running.process.stderr?.on("data", (chunk: Buffer) => {
        if (killed || !chunk.toString().includes(` ${phase}: `)) return;
        killed = true;
        if (running.process.pid !== undefined) process.kill(-running.process.pid, "SIGKILL");
      });
      await running.end;
      assert.ok(killed, `${phase} never began`);
      await wudao([...args(name, output, 2 - (number % 2)), "--quiet"]);
      assert.deepEqual(checksums(join(folder, output)), wanted.get(name));
    });
  }
}
