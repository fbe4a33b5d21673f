import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { equalEntries, SimilaritySketcher } from "../../../../stages/dedup/minhash/similarity-sketch.js";
import { Shingler } from "../../../../stages/dedup/shingles/shingles.js";
import { missingNearDup, readNearDup } from "../ground-truth.js";
import { classicSignature } from "./classic-minhash.js";
import { sketchReference } from "./sketch-reference.js";

const entries = 112;

// The short texts of this set are where one-permutation schemes lose: most bins see no shingle in the first round.
test("on short texts too, a signature estimates as well as one of a pass for each entry", {
  skip: missingNearDup("weibo-posts"),
}, (t) => {
  const { documents, pairs } = readNearDup("weibo-posts");
  const known = new Set(pairs.flatMap(({ a, b }) => [a, b]));
  const shingler = new Shingler("characters", 5, "white-space");
  const sketcher = new SimilaritySketcher(entries);
  const fast = new Map<string, Uint16Array>();
  const classic = new Map<string, Uint16Array>();
  for (const { id, text } of documents) {
    if (!known.has(id)) continue;
    const shingles = shingler.shingle(text);
    const signature = new Uint16Array(entries);
    sketcher.sketch(shingles, signature, 0);
    fast.set(id, signature);
    classic.set(id, classicSignature(shingles, entries));
  }
  const meanError = (signatures: ReadonlyMap<string, Uint16Array>): number => {
    const errors = pairs.map(({ a, b, similarity }) => {
      const [one, other] = [signatures.get(a), signatures.get(b)];
      assert.ok(one !== undefined && other !== undefined);
      return Math.abs(equalEntries(one, other, entries) / entries - similarity);
    });
    return errors.reduce((sum, error) => sum + error, 0) / errors.length;
  };
  const [ours, theirs] = [meanError(fast), meanError(classic)];
  t.diagnostic(
    `mean |estimate - exact| ${ours.toFixed(4)}, classic ${theirs.toFixed(4)}, ${pairs.length} pairs`,
  );
  assert.ok(ours <= theirs * 1.1, `${ours} against ${theirs}`);
});

function signatureOf(hashes: Uint32Array, bins: number): Uint16Array {
  const signature = new Uint16Array(bins + 2).fill(7);
  new SimilaritySketcher(bins).sketch(hashes, signature, 1);
  assert.deepEqual([signature.at(0), signature.at(-1)], [7, 7]);
  return signature.subarray(1, bins + 1);
}

test("a signature is what one hash after the other gives, for sets of any size and for signatures of any length", () => {
  const sets = fc.array(fc.nat({ max: 0xffffffff }), { maxLength: 300 });
  fc.assert(
    fc.property(sets, fc.integer({ min: 1, max: 200 }), (set, bins) => {
      const hashes = Uint32Array.from(set);
      assert.deepEqual(signatureOf(hashes, bins), sketchReference(hashes, bins));
    }),
    { numRuns: 200 },
  );
});

test("a signature of a set that is sketched in pieces depends on neither the pieces nor on repeats", () => {
  const set = Uint32Array.from({ length: 90 }, (_, at) => Math.imul(at + 1, 0x2c1b3c6d));
  const many = Uint32Array.from({ length: 140_001 }, (_, at) => set[(at * 7) % 90] ?? 0);
  // More bins than a round can fill, and rounds enough that the last bins have one each.
  for (const bins of [1, 112, 500]) assert.deepEqual(signatureOf(many, bins), sketchReference(set, bins));
});
