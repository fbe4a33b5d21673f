import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { UserError } from "../../../../pipeline/contracts/errors.js";
import { makeSample, type Sample } from "../../../../pipeline/contracts/sample.js";
import {
  readSpill,
  readSpillFrom,
  type Spilled,
  SpillLookup,
  SpillWriter,
} from "../../../../pipeline/storage/spills/spill.js";

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  // Lone surrogates too: a spill keeps the exact UTF-16 units.
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 50 })
    .map((units) => String.fromCharCode(...units)),
);

function inFolder(use: (path: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "spill-"));
  try {
    use(join(folder, "spill"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function write(path: string, texts: readonly string[]): void {
  const writer = new SpillWriter(path);
  texts.forEach((text, index) => {
    writer.write(
      makeSample({ id: String(index), source: "s", origin: "o", text, meta: { kept: text.length } }),
    );
  });
  writer.finish();
}

function samplesOf(batches: Iterable<Iterable<Spilled>>): Sample[] {
  return Array.from(batches, (batch) => Array.from(batch, ({ sample }) => sample)).flat();
}

test("texts come back unit for unit from a spill, in any range and by address", () => {
  fc.assert(
    fc.property(fc.array(anyText, { maxLength: 30 }), fc.nat(30), fc.nat(30), (texts, a, b) => {
      inFolder((path) => {
        write(path, texts);
        assert.deepEqual(
          samplesOf(readSpill(path)).map(({ text }) => text),
          texts,
        );
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        assert.deepEqual(
          samplesOf(readSpillFrom(path, from, to)).map(({ text }) => text),
          texts.slice(from, to),
        );
        const lookup = new SpillLookup(path);
        for (const [index, text] of texts.entries()) assert.equal(lookup.sample(index).text, text);
        lookup.close();
      });
    }),
    { numRuns: 50 },
  );
});

test("the language that a text was found to be in comes back with it, so that the next phase need not look again", () => {
  inFolder((path) => {
    const writer = new SpillWriter(path);
    const sample = makeSample({ id: "1", source: "s", origin: "o", text: "文" });
    writer.write(sample, "zh");
    writer.write(sample);
    writer.finish();
    const records = Array.from(readSpill(path), (batch) => [...batch]).flat();
    assert.deepEqual(records, [
      { sample, language: "zh" },
      { sample, language: undefined },
    ]);
  });
});

test("a text larger than the write buffer survives", () => {
  inFolder((path) => {
    const texts = ["短", "长".repeat(9_000_000), "x"];
    write(path, texts);
    assert.deepEqual(
      samplesOf(readSpill(path)).map(({ text }) => text.length),
      texts.map((text) => text.length),
    );
  });
});

test("a flipped bit in a spill is detected and named, not passed on as text", () => {
  inFolder((path) => {
    write(path, ["第一", "第二", "第三"]);
    const bytes = readFileSync(path);
    const at = bytes.length - 3;
    bytes[at] = (bytes[at] ?? 0) ^ 4;
    writeFileSync(path, bytes);
    assert.throws(
      () => samplesOf(readSpill(path)),
      (error: unknown) =>
        error instanceof UserError && error.code === "damaged-spill" && error.place.file === path,
    );
  });
});

test("pictures, captions and arrays come back byte for byte, and a flipped bit in them is noticed", () => {
  inFolder((path) => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index * 7);
    const sample = makeSample({
      id: "1",
      source: "s",
      origin: "o",
      text: "图",
      image: { bytes, format: "png", width: 3, height: 4 },
      captions: [{ text: "一张图", lang: "zh", kind: "caption" }],
      arrays: {
        pixels: Uint8Array.of(1, 2, 3),
        codes: Int32Array.of(-1, 8191),
        vector: Float32Array.of(0.5, -2),
        ids: Uint16Array.of(65535),
      },
    });
    const writer = new SpillWriter(path);
    writer.write(sample);
    writer.write(makeSample({ id: "2", source: "s", origin: "o", text: "no picture" }));
    writer.finish();
    const [read, other] = samplesOf(readSpill(path));
    assert.deepEqual(read, sample);
    assert.equal(other?.image, undefined);
    const stored = readFileSync(path);
    stored[stored.indexOf(Buffer.from(bytes.subarray(100, 120)))]! ^= 1;
    writeFileSync(path, stored);
    assert.throws(() => samplesOf(readSpill(path)), UserError);
  });
});
