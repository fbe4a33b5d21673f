import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { Encoder } from "@toondepauw/node-zstd";
import type { Plan } from "../../../pipeline/plan/plan.js";
import { sampleInputs } from "../../../pipeline/plan/sample-inputs.js";
import type { Receipt } from "../../../pipeline/run/receipts.js";
import { missingNearDup, type NearDupSet } from "../../stages/dedup/ground-truth.js";
import { poemBzip2, poemLines, poemXz } from "../../support/packed-files.js";
import { wudao } from "../../support/served-wudao.js";
import { inTemporaryFolder, sharedData } from "../../support/wudao.js";

const usual = () => ({ bytes: 4, samples: 4 / 4096, spilled: 4 });

function lines(count: number, words: number): Buffer {
  const lineOf = (number: number): string => {
    const text = Array.from({ length: words }, (_, at) =>
      ((number * 2654435761 + at * 40503) >>> 7).toString(36),
    ).join(" ");
    return `${JSON.stringify({ id: number, content: text })}\n`;
  };
  return Buffer.from(Array.from({ length: count }, (_, number) => lineOf(number)).join(""));
}

test("a disk forecast knows how well files pack and how many records they hold, not only their sizes", () =>
  inTemporaryFolder(async (folder) => {
    for (const [count, words] of [
      [20_000, 8],
      [300, 900],
    ] as const) {
      const unpacked = lines(count, words);
      const files: Readonly<Record<string, Buffer>> = {
        plain: unpacked,
        "one member": gzipSync(unpacked),
        "many members": Buffer.concat(
          Array.from({ length: 8 }, (_, part) =>
            gzipSync(unpacked.subarray((part * unpacked.length) / 8, ((part + 1) * unpacked.length) / 8)),
          ),
        ),
        zstd: new Encoder(9).encodeSync(unpacked),
      };
      for (const [name, bytes] of Object.entries(files)) {
        const file = join(folder, name);
        writeFileSync(file, bytes);
        const found = await sampleInputs(
          [{ input: "a", file, bytes: statSync(file).size, modifiedMs: 0 }],
          usual,
        );
        const isNear = (value: number, real: number): boolean => Math.abs(value / real - 1) < 0.15;
        assert.ok(isNear(found.bytes, unpacked.length), `${name}: ${found.bytes}, not ${unpacked.length}`);
        assert.ok(isNear(found.samples, count), `${name}: ${found.samples} records, not ${count}`);
      }
    }
  }));

test("a file of one line, with no line feed or longer than the look into it, gets a forecast that is a number", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "one.jsonl");
    for (const words of [3, 100_000]) {
      const line = lines(1, words).toString().trimEnd();
      writeFileSync(file, line);
      const bytes = statSync(file).size;
      const {
        bytes: unpacked,
        samples,
        spilled,
      } = await sampleInputs([{ input: "a", file, bytes, modifiedMs: 0 }], usual);
      assert.equal(unpacked, bytes);
      assert.equal(samples, Math.max(1, Math.ceil(bytes * usual().samples)));
      assert.equal(spilled, bytes);
    }
  }));

test("a gzip file that was cut off does not have a plan ask for gigabytes", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "cut.jsonl.gz");
    const unpacked = lines(20_000, 8);
    // Where the size would stand, these files hold what was packed.
    const whole = gzipSync(unpacked);
    const bytes = Array.from({ length: 64 }, (_, less) => whole.length - 100 - less).find(
      (end) => whole.readUInt32LE(end - 4) > 2 ** 30,
    );
    assert.ok(bytes !== undefined);
    writeFileSync(file, whole.subarray(0, bytes));
    const found = await sampleInputs([{ input: "a", file, bytes, modifiedMs: 0 }], usual);
    assert.ok(found.bytes < 1.15 * unpacked.length, `${found.bytes} of ${unpacked.length}`);
  }));

test("a bomb does not hold up the plan: the look into it ends early, and its name tells", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "bomb.jsonl.gz");
    writeFileSync(file, gzipSync(Buffer.alloc(100 * 1024 * 1024)));
    const bytes = statSync(file).size;
    const { bytes: unpacked } = await sampleInputs([{ input: "a", file, bytes, modifiedMs: 0 }], usual);
    assert.equal(unpacked, bytes * usual().bytes);
  }));

test("files that cannot be looked into, or hold no lines of JSON, are forecast by their names", () =>
  inTemporaryFolder(async (folder) => {
    const of = async (file: string, bytes: number) =>
      sampleInputs([{ input: "a", file, bytes, modifiedMs: 0 }], usual);
    for (const file of ["s3://bucket/a.gz", join(folder, "gone.gz")])
      assert.deepEqual(await of(file, 4096), {
        bytes: 4 * 4096,
        samples: 4,
        spilled: 4 * 4096,
        densities: Array(16).fill(usual()),
        isSampled: false,
      });
    for (const [name, packed] of [
      ["a.bz2", poemBzip2],
      ["a.xz", poemXz],
    ] as const) {
      writeFileSync(join(folder, name), packed);
      const { bytes } = await of(join(folder, name), packed.length);
      assert.equal(bytes, Buffer.byteLength(poemLines), name);
    }
  }));

for (const set of ["weibo-posts", "pingcap-versions"] satisfies NearDupSet[]) {
  test(
    `${set}: a run takes the disk that its plan forecast, and not much less`,
    { skip: missingNearDup(set) },
    () =>
      inTemporaryFolder(async (folder) => {
        const recipe = join(folder, "recipe.yaml");
        writeFileSync(
          recipe,
          "name: disk\ninput: { path: . }\nguards: { allow: [minhash-dedup] }\nstages:\n  - read-json\n  - minhash-dedup: { threshold: 0.99 }\n  - write-jsonl\n",
        );
        const output = join(folder, "out");
        const input = join(sharedData ?? "", `near-dup/${set}.docs.jsonl.zst`);
        await wudao(["run", recipe, "--input", input, "--output", output, "--quiet"]);
        const { forecast } = JSON.parse(readFileSync(join(output, ".run/plan.json"), "utf8")) as Plan;
        const receipts = join(output, ".run/receipts");
        const used = readdirSync(receipts, { recursive: true, encoding: "utf8" })
          .filter((name) => name.endsWith(".json"))
          .flatMap((name) => (JSON.parse(readFileSync(join(receipts, name), "utf8")) as Receipt).files)
          .reduce((sum, { file, bytes }) => sum + (file.startsWith(".run") ? bytes : 0), 0);
        assert.ok(
          used > 5e6 && used <= forecast.temporaryDiskBytes,
          `${used} of ${forecast.temporaryDiskBytes}`,
        );
        assert.ok(used * 1.7 > forecast.temporaryDiskBytes, `${used} of ${forecast.temporaryDiskBytes}`);
      }),
  );
}
