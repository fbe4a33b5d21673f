/** Packed files cut or damaged at any byte: what was sound is read, and no damage goes untold. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { Encoder } from "@toondepauw/node-zstd";
import fc from "fast-check";
import { inTemporaryFolder, root } from "../../support/wudao.js";
import { readRecords } from "./read-records.js";

const lines = readFileSync(join(root, "data-samples/zh.jsonl"), "utf8")
  .split("\n")
  .filter((line) => line.endsWith("}"));
const texts = lines.map((line) => (JSON.parse(line) as { content: string }).content);
const half = Math.floor(lines.length / 2);
const parts = [lines.slice(0, half), lines.slice(half)].map((some) => Buffer.from(`${some.join("\n")}\n`));

const packed = {
  "jsonl.gz": parts.map((part) => gzipSync(part)),
  "jsonl.zst": parts.map((part) => new Encoder(3).encodeSync(part)),
};

/** With checksums. The zstd command writes them, the library does not: without, a changed letter cannot be told. */
const checked = {
  "jsonl.gz": Buffer.concat(packed["jsonl.gz"]),
  "jsonl.zst": zstdCommand(Buffer.concat(parts)),
};

function zstdCommand(input: Buffer): Buffer | undefined {
  const { status, stdout } = spawnSync("zstd", ["--quiet", "--stdout", "--check"], { input });
  return status === 0 ? stdout : undefined;
}

for (const [ending, members] of Object.entries(packed)) {
  const sound = Buffer.concat(members);
  const boundary = members[0]?.length ?? 0;

  test(`a .${ending} file cut at any byte gives its first records unchanged and tells of the cut once`, () =>
    inTemporaryFolder(async (folder) => {
      const file = join(folder, `cut.${ending}`);
      await fc.assert(
        // Fewer than 6 bytes no longer show what they were packed with.
        fc.asyncProperty(fc.integer({ min: 6, max: sound.length - 1 }), async (cut) => {
          writeFileSync(file, sound.subarray(0, cut));
          const { samples, failures } = await readRecords(file);
          assert.deepEqual(
            samples.map(({ text }) => text),
            texts.slice(0, samples.length),
          );
          assert.ok(samples.length >= (cut >= boundary ? half : 0), "a whole member is read whole");
          assert.equal(failures.length, cut === boundary ? 0 : 1);
          for (const { code } of failures) assert.match(code, /^(truncated-compression|trailing-garbage)$/);
        }),
        { numRuns: 120, examples: [[boundary], [boundary - 1], [boundary + 1], [sound.length - 1]] },
      );
    }));

  test(`a .${ending} file with any byte changed ends in its records, or the damage is told`, (context) =>
    inTemporaryFolder(async (folder) => {
      const sound = checked[ending as keyof typeof checked];
      if (sound === undefined) return context.skip("needs the zstd command");
      const file = join(folder, `flip.${ending}`);
      await fc.assert(
        fc.asyncProperty(fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
          const bytes = Buffer.from(sound);
          bytes[at] = (bytes[at] ?? 0) ^ change;
          writeFileSync(file, bytes);
          const { samples, failures } = await readRecords(file);
          const same =
            samples.length === texts.length && samples.every(({ text }, index) => text === texts[index]);
          assert.ok(same || failures.length > 0, `byte ${at} changed and nothing was told`);
        }),
        { numRuns: 120 },
      );
    }));
}
