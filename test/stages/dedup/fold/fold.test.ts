import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Folder } from "../../../../stages/dedup/fold/fold.js";
import { foldings, readFoldTables } from "../../../../stages/dedup/fold/fold-tables.js";
import { Shingler } from "../../../../stages/dedup/shingles/shingles.js";
import { hash128 } from "../../../../stages/text/hash.js";
import { foldReference, tokensReference, windowsReference } from "./fold-reference.js";

const folders = foldings.map((folding) => ({ folding, folder: new Folder(folding) }));

const [firstAstral = 0, , ...otherAstral] = readFoldTables("full").astral;
const lastAstral = otherAstral.at(-2) ?? 0;
const astral = [firstAstral, lastAstral, 0x2f800, 0xe0020, 0x1f600].map((point) =>
  String.fromCodePoint(point),
);

/** Units of all kinds, in texts of less than eight units and of many times as much. */
const texts = fc
  .array(
    fc.oneof(
      fc.string({ unit: fc.constantFrom(..."漢字中文，。 aB1ＡＢ\n\t　\u200b\0"), maxLength: 60 }),
      fc.string({ unit: fc.constantFrom(...astral, "字", " ", "\ud842", "\udfb7"), maxLength: 12 }),
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

test("a text is folded and hashed as it would be one character after the other, whatever stands in it", () => {
  const expected = new Uint32Array(4);
  fc.assert(
    fc.property(texts, (text) => {
      for (const { folding, folder } of folders) {
        const points = foldReference(text, folding);
        assert.equal(folder.fold(text), points.length);
        assert.deepEqual([...folder.points.subarray(0, points.length)], points);
        hash128(Uint32Array.from(points), points.length, expected);
        assert.deepEqual([...folder.hash(points.length)], [...expected]);
      }
    }),
    { numRuns: 400 },
  );
});

test("all code points beyond the first plane that fold do so, and no others", () => {
  const { astral: pairs } = readFoldTables("full");
  const [{ folder }] = [folders[2] ?? assert.fail()];
  const changed = new Map<number, number>();
  for (let at = 0; at < pairs.length; at += 2) changed.set(pairs[at] ?? 0, pairs[at + 1] ?? 0);
  assert.ok(changed.size > 4096);
  for (const plane of [0x20000, 0x30000, 0xe0000]) {
    const points = Array.from({ length: 0x10000 }, (_, place) => plane + place);
    const kept = points.map((point) => changed.get(point) ?? point).filter((point) => point !== 0);
    assert.equal(folder.fold(points.map((point) => String.fromCodePoint(point)).join("")), kept.length);
    assert.ok(kept.every((point, place) => folder.points[place] === point));
  }
});

test("each window of characters or of words and Han characters has its own hash, whatever its size; a text of fewer has one", () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 64 }), (text, size) => {
      const shingler = new Shingler("characters", size, "white-space");
      assert.deepEqual(
        [...shingler.shingle(text)],
        windowsReference(foldReference(text, "white-space"), size),
      );
      const script = new Shingler("script", size, "white-space");
      assert.deepEqual([...script.shingle(text)], windowsReference(tokensReference(text), size));
    }),
    { numRuns: 200 },
  );
});

test("a text larger than the memory is folded and hashed like any other, and so is the one after it", () => {
  const shingler = new Shingler("characters", 5, "white-space");
  const hashes = (text: string): Uint32Array => shingler.shingle(text).slice();
  const large = "漢字 text\n".repeat(600_000);
  const short = hashes("漢字text".repeat(3));
  const long = hashes(large);
  assert.equal(long.length, 600_000 * 6 - 4);
  assert.ok(long.every((hash, at) => hash === short[at % 6]));
  assert.deepEqual(hashes("漢字text".repeat(3)), short);
});
