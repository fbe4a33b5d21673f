/** Packed files that are cut: each record is read by one part, whatever the packing and its damage. */
import assert from "node:assert/strict";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { Encoder } from "@toondepauw/node-zstd";
import { readJson } from "../../../../stages/read/read-json.js";
import { inTemporaryFolder, sharedData, withoutData } from "../../../support/wudao.js";
import { readCut } from "../cut-file.js";
import { countCodes, readRecords } from "../read-records.js";

async function assertSame(file: string): Promise<number> {
  const { size } = statSync(file);
  const whole = await readRecords(file, {}, 4 * size + 4);
  const key = ({ id, text }: { readonly id: string; readonly text: string }): string => `${id} ${text}`;
  for (const parts of [2, 3, 4]) {
    // Four unpacked bytes are expected for a packed one.
    const cut = await readRecords(file, {}, Math.ceil((4 * size) / parts));
    assert.deepEqual(cut.samples.map(key), whole.samples.map(key), `${file} in ${parts} parts`);
    assert.deepEqual(countCodes(cut.failures), countCodes(whole.failures), `${file} in ${parts} parts`);
  }
  return whole.samples.length;
}

test("a packed file in parts gives the records of the whole, sound or damaged", {
  skip: withoutData,
}, async () => {
  const folder = join(sharedData ?? "", "bad-input");
  for (const name of [
    "../zh-web/pingcap-docs-00000.jsonl.gz",
    "../zh-web/laws-00001.jsonl.zst",
    "bitflip.jsonl.gz",
    "giant-single-line.jsonl.zst",
    "jsonl-in-gb18030.jsonl.gz",
    "jsonl-in-utf16.jsonl.gz",
    "multi-member-empty.jsonl.gz",
    "trailing-garbage.jsonl.gz",
    "truncated.jsonl.gz",
    "truncated.jsonl.zst",
  ])
    await assertSame(join(folder, name));
});

test("a packed file of lines that breaks off tells so once, wherever it is cut", () =>
  inTemporaryFolder(async (folder) => {
    const lines = Array.from(
      { length: 8_000 },
      (_, row) => `{"id":${row},"text":"${(Math.imul(row, 2654435761) >>> 0).toString(36)}文"}\n`,
    );
    const packed = gzipSync(lines.join(""));
    const damaged = Buffer.from(packed);
    damaged[Math.floor(packed.length * 0.7)]! ^= 0x55;
    const file = join(folder, "broken.jsonl.gz");
    for (const bytes of [packed.subarray(0, -9000), damaged]) {
      writeFileSync(file, bytes);
      const told = async (cuts: readonly number[]): Promise<readonly string[]> =>
        (await readCut(readJson, file, cuts)).map((result) =>
          "sample" in result
            ? result.sample.id
            : "error" in result
              ? `${result.error.code} ${result.raw}`
              : "",
        );
      const whole = await told([]);
      for (const share of [0.3, 0.69, 0.7, 0.71, 0.9, 0.95, 0.999])
        assert.deepEqual(await told([Math.floor(share * bytes.length)]), whole, `${share}`);
    }
  }));

test("the parts of a file share its records, so that no worker is left with all of them", () =>
  inTemporaryFolder(async (folder) => {
    // Numbers, so that it hardly packs.
    const lines = Array.from(
      { length: 20_000 },
      (_, row) => `{"id":${row},"text":"${(Math.imul(row, 2654435761) >>> 0).toString(36)}文"}\n`,
    );
    const bytes = Buffer.from(lines.join(""));
    const frames = [
      bytes.subarray(0, 230_001),
      bytes.subarray(230_001, 230_100),
      bytes.subarray(230_100, 450_000),
      bytes.subarray(450_000),
    ];
    const encoder = new Encoder(3);
    const packed: Record<string, Buffer> = {
      "a.jsonl.gz": gzipSync(bytes),
      "members.jsonl.gz": Buffer.concat(frames.map((frame) => gzipSync(frame))),
      "frames.jsonl.zst": Buffer.concat(await Promise.all(frames.map((frame) => encoder.encode(frame)))),
    };
    for (const [name, content] of Object.entries(packed)) {
      const file = join(folder, name);
      writeFileSync(file, content);
      assert.equal(await assertSame(file), lines.length);
      const parts = new Set<number>();
      const { samples } = await readRecords(file, {}, content.length);
      // The first part knows its lines, the others their places.
      for (const { origin } of samples) parts.add(/:\d+$/.test(origin) ? 0 : 1);
      assert.deepEqual([...parts], [0, 1], name);
    }
  }));
