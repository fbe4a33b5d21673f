/** The table of merges that WebAssembly builds against the one that is built in rounds. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import { mergeList } from "../../../../stages/tokenize/bpe/merge-list.js";
import type { MergeRules } from "../../../../stages/tokenize/bpe/merge-rules.js";
import { buildInRounds } from "../../../../stages/tokenize/bpe/merge-table-builder.js";
import { buildInOneRound } from "../../../../stages/tokenize/bpe/merge-table-kernel.js";
import { spellingTable } from "../../../../stages/tokenize/bpe/spelling-table.js";
import { spellByte } from "../../../../stages/tokenize/byte-level/byte-alphabet.js";
import { cutTables } from "../../../../stages/tokenize/hugging-face/bulk-tables.js";
import { readPackedFile } from "../../../../stages/tokenize/tokenizer-file.js";
import { root, sharedData, withoutData } from "../../../support/wudao.js";

const fail = (problem: string): never => assert.fail(problem);

/** Whether one round was enough. */
function expectSame(rules: MergeRules): boolean {
  const table = buildInOneRound(rules);
  if (table !== undefined) assert.deepEqual(table, buildInRounds(rules, fail));
  return table !== undefined;
}

describe("real vocabularies", { skip: withoutData }, () => {
  for (const name of ["qwen2.5.tokenizer.json.zst", "gpt2.tokenizer.json.gz"])
    test(`a text has the tokens of ${name} whichever way its merges were read`, async () => {
      const file = join(sharedData ?? root, "tokenizers", name);
      const cut = cutTables(await readPackedFile(file)) ?? assert.fail("no tables");
      const atoms = Array.from({ length: 256 }, (_, byte) => spellByte(byte));
      assert.ok(expectSame({ ...cut, atoms }));
    });
});

test("whatever the merges, in any order, listed twice, of one rank: both tables are the same", () => {
  const letters = ["a", "b", "字", "符"];
  let once = 0;
  let left = 0;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(99), fc.nat(99)), { maxLength: 40 }),
      fc.array(fc.tuple(fc.nat(99), fc.nat(99)), { maxLength: 4 }),
      fc.constantFrom(1, 2),
      (pairs, swaps, ofOneRank) => {
        const known = [...letters];
        const merges: [string, string][] = [];
        for (const [first, second] of pairs) {
          const [before, behind] = [known[first % known.length]!, known[second % known.length]!];
          if (before.length + behind.length > 12) continue;
          merges.push([before, behind]);
          if (!known.includes(before + behind)) known.push(before + behind);
        }
        // A merge that is moved may come before its parts.
        for (const [first, second] of swaps) {
          if (merges.length === 0) continue;
          const [at, to] = [first % merges.length, second % merges.length];
          [merges[at], merges[to]] = [merges[to]!, merges[at]!];
        }
        const rules = {
          // One that nothing is merged to, and a token that is not in the vocabulary.
          vocabulary: spellingTable(
            [...known, "nothing"].map((spelling, id) => [spelling, 2 * id]),
            fail,
          ),
          merges: mergeList(merges, fail),
          atoms: letters,
          ...(pairs.length % 2 === 0 ? { inert: [2 * known.length + 9] } : {}),
          ...(ofOneRank === 1
            ? {}
            : { ranks: Int32Array.from(merges, (_, merge) => Math.floor(merge / ofOneRank)) }),
        };
        if (expectSame(rules)) once++;
        else left++;
      },
    ),
    { numRuns: 300 },
  );
  // Neither way is tried alone.
  assert.ok(once > 100 && left > 0, `${once} in one round, ${left} left`);
});

test("what is missing, or has the id of another, is left to the builder that says so", () => {
  const rules = (entries: readonly (readonly [string, number])[]): MergeRules => ({
    vocabulary: spellingTable(entries, fail),
    merges: mergeList([["a", "b"]], fail),
    atoms: ["a", "b"],
  });
  assert.ok(
    expectSame(
      rules([
        ["a", 0],
        ["b", 1],
        ["ab", 2],
      ]),
    ),
  );
  assert.equal(
    buildInOneRound(
      rules([
        ["a", 0],
        ["b", 1],
      ]),
    ),
    undefined,
  );
  assert.equal(
    buildInOneRound(
      rules([
        ["a", 0],
        ["ab", 2],
      ]),
    ),
    undefined,
  );
  assert.equal(
    buildInOneRound(
      rules([
        ["a", 0],
        ["b", 1],
        ["ab", 1],
      ]),
    ),
    undefined,
  );
});
