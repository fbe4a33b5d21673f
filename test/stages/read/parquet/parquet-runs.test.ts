/** Runs of a Parquet page that claim more than there is: refused before an array is made that aborts the process. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { PageChecks } from "../../../../stages/read/parquet/page-checks.js";
import { checkPrefixedRuns, checkRuns } from "../../../../stages/read/parquet/runs.js";

/** A repeated run of so many values of one byte: half of the number is the count. */
function repeated(count: number): Buffer {
  const bytes: number[] = [];
  let rest = count * 2;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return Buffer.from([...bytes, rest, 1]);
}

test("a run that claims two thousand million values is refused, one of as many as there are is not", () => {
  for (const claimed of [200_000, 191_712_323, 2 ** 31 - 1])
    assert.throws(() => checkRuns(repeated(claimed), 0, 6, 1, 24), /a run claims \d+ of 24 values/);
  const packed = Buffer.from([((2 ** 20) << 1) | 1, 0xff, 0xff, 0xff, 0x0f]);
  packed[0] = 0xff;
  assert.throws(() => checkRuns(packed, 0, packed.length, 1, 24), /a run claims \d+ of 24 values/);
  const sound = Buffer.concat([Buffer.alloc(4), repeated(24)]);
  sound.writeUInt32LE(2);
  assert.equal(checkPrefixedRuns(sound, 0, 1, 24), sound.length);
});

test("levels that end before their values are told", () => {
  assert.throws(() => checkRuns(Buffer.from([0x80, 0x80]), 0, 2, 1, 24), /a run has no length/);
  // Values that are null have no place in the dictionary: fewer runs are no damage.
  checkRuns(repeated(3), 0, 2, 1, 24);
});

test("a packed page is checked where it is unpacked, also in a copy of its chunk, and one that no header announced is refused", () => {
  const checks = new PageChecks();
  const { GZIP } = checks.compressors;
  const page = gzipSync(Buffer.from("文"));
  const chunk = checks.lies(Uint8Array.from([0, 0, ...page]).buffer, 100);
  const found: string[] = [];
  checks.add(102, (part) => found.push(part.toString()));
  assert.equal(GZIP?.(new Uint8Array(chunk, 2, page.length), 3).length, 3);
  GZIP?.(new Uint8Array(chunk.slice(1), 1, page.length), 3);
  assert.deepEqual(found, ["文", "文"]);
  assert.throws(() => GZIP?.(new Uint8Array(chunk, 1, page.length), 3), /does not lie where its headers say/);
  assert.throws(() => GZIP?.(Uint8Array.from(page), 3), /does not lie where its headers say/);
});
