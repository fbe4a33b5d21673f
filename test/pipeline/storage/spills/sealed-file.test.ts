import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { UserError } from "../../../../pipeline/contracts/errors.js";
import { readSealed, SealedWriter } from "../../../../pipeline/storage/spills/sealed-file.js";

const folder = mkdtempSync(join(tmpdir(), "wudao-sealed-"));
after(() => rmSync(folder, { recursive: true }));

test("what deduplication decided comes back as it was, and a flipped bit or a lost end is told with the file's name", () => {
  const path = join(folder, "00000.jsonl");
  const writer = new SealedWriter(path);
  writer.write(Buffer.from('{"split":0,"ordinal":7}\n'));
  writer.write(Buffer.from('{"split":0,"ordinal":9}\n'));
  writer.finish();
  assert.equal(readSealed(path).toString(), '{"split":0,"ordinal":7}\n{"split":0,"ordinal":9}\n');
  const whole = readFileSync(path);
  const isTold = (error: unknown): boolean =>
    error instanceof UserError && error.code === "damaged-spill" && error.place.file === path;
  for (let bit = 0; bit < whole.length * 8; bit++) {
    const bytes = Buffer.from(whole);
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    writeFileSync(path, bytes);
    assert.throws(() => readSealed(path), isTold, `bit ${bit}`);
  }
  writeFileSync(path, whole);
  for (let length = whole.length - 1; length >= 0; length--) {
    truncateSync(path, length);
    assert.throws(() => readSealed(path), isTold, `${length} bytes`);
  }
});
