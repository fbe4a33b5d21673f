import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { languageModel, latinLanguages } from "../../../../stages/text/language/language-model.js";
import { trigramRange } from "../../../../stages/text/language/latin-trigrams.js";
import { mostTrigrams, TrigramSums } from "../../../../stages/text/language/trigram-sums.js";

test("what trigrams say of each language is added up without loss, however many there are", () => {
  const { rowOf, rows } = languageModel();
  const size = latinLanguages.length;
  const summing = new TrigramSums(rowOf, rows, size);
  const one = fc.oneof(fc.nat({ max: trigramRange - 1 }), fc.constantFrom(...knownTrigrams(rowOf)));
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 40 }), fc.nat(), (some, more) => {
      const count = some.length + (more % (mostTrigrams - some.length + 1));
      const trigrams = Int32Array.from({ length: count }, (_, at) => some[at % some.length] ?? 0);
      summing.trigrams.set(trigrams);
      summing.addUp(count);
      const expected = new Array<number>(size).fill(0);
      for (const trigram of trigrams)
        for (let language = 0; language < size; language++)
          expected[language]! += rows[(rowOf[trigram] ?? 0) * size + language] ?? 0;
      assert.deepEqual([...summing.sums], expected);
    }),
    { numRuns: 200 },
  );
});

function knownTrigrams(rowOf: Uint16Array): number[] {
  return [...rowOf.keys()].filter((trigram) => rowOf[trigram] !== 0).slice(0, 500);
}
