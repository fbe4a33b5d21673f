/** Encoding by chunks and windows against merging as BPE is defined. The reference programs are compared in test/interop. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { BacktrackingEncoder } from "../../../../stages/tokenize/bpe/backtracking-encoder.js";
import { ChunkKernel, windowUnits } from "../../../../stages/tokenize/bpe/chunk-kernel.js";
import { mergeList } from "../../../../stages/tokenize/bpe/merge-list.js";
import { MergeLoop } from "../../../../stages/tokenize/bpe/merge-loop.js";
import { buildMergeTable } from "../../../../stages/tokenize/bpe/merge-table-builder.js";
import { SeamFilter } from "../../../../stages/tokenize/bpe/seam-filter.js";
import { spellingTable } from "../../../../stages/tokenize/bpe/spelling-table.js";
import { WordEncoder } from "../../../../stages/tokenize/bpe/word-encoder.js";
import { spellByte } from "../../../../stages/tokenize/byte-level/byte-alphabet.js";
import { byteLevelAlphabet } from "../../../../stages/tokenize/byte-level/byte-level-alphabet.js";
import { characterAlphabet } from "../../../../stages/tokenize/character-bpe/character-alphabet.js";
import { IdList } from "../../../../stages/tokenize/id-list.js";
import { root } from "../../../support/wudao.js";

const file = JSON.parse(
  gunzipSync(readFileSync(join(root, "stages/tokenize/default.tokenizer.json.gz"))).toString(),
) as { model: { vocab: Record<string, number>; merges: string[] } };
const atoms = Array.from({ length: 256 }, (_, byte) => spellByte(byte));
const fail = (problem: string): never => assert.fail(problem);
const vocabulary = spellingTable(Object.entries(file.model.vocab), fail);
const table = buildMergeTable({ vocabulary, merges: mergeList(file.model.merges, fail), atoms }, fail);
const alphabet = byteLevelAlphabet(Int32Array.from(atoms, (atom) => vocabulary.idOf(atom) ?? -1));
const encoder = new WordEncoder(table, alphabet, undefined);
const loop = new MergeLoop(table);

/** Each word is merged for itself. */
function mergeWords(words: readonly string[]): number[] {
  return words.flatMap((word) => {
    const units = unitsOf(word);
    const count = alphabet.atomsOf(units, 0, units.length, loop.roomFor(3 * units.length));
    const ids = new Uint32Array(3 * units.length);
    return [...ids.subarray(0, loop.merge(count, ids, 0))];
  });
}

function encodeWords(words: readonly string[], by = encoder): number[] {
  const units = unitsOf(words.join(""));
  const ends: number[] = [];
  for (const word of words) ends.push((ends.at(-1) ?? 0) + word.length);
  const ids = new IdList();
  const endOfWord = (_units: Uint16Array, start: number) => ends.find((end) => end > start) ?? units.length;
  by.encode(units, 0, units.length, { endOfWord }, ids);
  return [...ids.view()];
}

function unitsOf(text: string): Uint16Array {
  return Uint16Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
}

const characters = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(..."的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会"),
  },
  { weight: 3, arbitrary: fc.constantFrom(..."the quick system0129_-=+,.") },
  { weight: 1, arbitrary: fc.integer({ min: 0x4e00, max: 0x9fff }).map((unit) => String.fromCharCode(unit)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "é",
      "Ж",
      "\u0301",
      "😀",
      "𠮷",
      "，",
      "。",
      "\ud800",
      "\udc00",
      "\u0000",
      "\uffff",
    ),
  },
);
const words = fc.array(fc.string({ unit: characters, minLength: 1, maxLength: 24 }), {
  minLength: 1,
  maxLength: 40,
});

test("words of any characters, met again or not, get the tokens that merging gives", () => {
  fc.assert(
    fc.property(words, (some) => {
      assert.deepEqual(encodeWords(some), mergeWords(some));
      // Now its chunks are remembered.
      assert.deepEqual(encodeWords(some), mergeWords(some));
    }),
    { numRuns: 300 },
  );
});

test("what the kernel leaves to the search gets the tokens that merging gives", () => {
  const filter = new SeamFilter(table, alphabet, new ChunkKernel(table, alphabet));
  const search = new BacktrackingEncoder(table, alphabet, filter);
  fc.assert(
    fc.property(fc.string({ unit: characters, minLength: 1, maxLength: 60 }), (chunk) => {
      const units = unitsOf(chunk);
      const ids = new Uint32Array(3 * units.length);
      assert.deepEqual(
        [...ids.subarray(0, search.encodeChunk(units, 0, units.length, ids, 0))],
        mergeWords([chunk]),
      );
    }),
    { numRuns: 500 },
  );
});

test("texts and words that are longer than a window get the tokens that merging gives", () => {
  const some = fc.sample(words, { seed: 7, numRuns: 400 }).flat();
  assert.ok(some.join("").length > 2 * windowUnits);
  assert.deepEqual(encodeWords(some), mergeWords(some));
  const one = [some.join("")];
  assert.deepEqual(encodeWords(one), mergeWords(one));
  for (const around of [windowUnits - 1, windowUnits, windowUnits + 1, 2 * windowUnits]) {
    const exact = [one[0]?.slice(0, around) ?? "", "的", one[0]?.slice(0, 3) ?? ""];
    assert.deepEqual(encodeWords(exact), mergeWords(exact));
  }
});

test("a word without a single seam, longer than a window, gets the tokens that merging gives", () => {
  for (const letters of ["a", "的", "=-", "\u4e8d", "😀"]) {
    const word = ["人", letters.repeat(2 * windowUnits), "人"];
    assert.deepEqual(encodeWords(word), mergeWords(word));
    assert.deepEqual(encodeWords([word.join("")]), mergeWords([word.join("")]));
  }
});

test("chunks of every length get the tokens that merging gives, of characters and of pieces of them", () => {
  const seed = fc.sample(fc.string({ unit: characters, minLength: 700, maxLength: 800 }), {
    seed: 3,
    numRuns: 4,
  });
  for (const letters of ["a", "=-", " ", " 的", "时间", "\u4e8d", "é\u0301", "😀", "\ud800", ...seed]) {
    for (const length of [
      1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 63, 64, 65, 127, 170, 171, 510, 511, 512, 513, 700,
    ]) {
      const word = [letters.repeat(length).slice(0, length)];
      assert.deepEqual(encodeWords(word), mergeWords(word));
    }
  }
});

test("a long line of signs that is met again gets its own tokens, not those of one that differs in a sign or in length", () => {
  const lengths = [15, 16, 17, 18, 31, 32, 33, 48, 49, 80, 81, 95, 96, 97, 112, 130];
  for (const last of ["-", "=", "\n", "\u00ff", "的", "\uff1d", "\ud800"]) {
    const lines = lengths.flatMap((length) => [
      "-".repeat(length) + last,
      ` ${"-".repeat(length - 2)}${last}`,
      `=${"-".repeat(length - 1)}${last}`,
    ]);
    for (const some of [lines, lines.toReversed(), lines]) {
      assert.deepEqual(encodeWords(some), mergeWords(some));
      // What stands behind a line is no part of it.
      const each = some.flatMap((line) => [line, "\uff1d-"]);
      assert.deepEqual(encodeWords(each), mergeWords(each));
    }
  }
});

test("tokens beyond 2^18, which lines of the cache cannot hold, are the same as before when a chunk is met again", () => {
  const far = 2 ** 18 - 1000;
  const moved = spellingTable(
    Object.entries(file.model.vocab).map(([token, id]) => [token, id + far] as const),
    fail,
  );
  const farTable = buildMergeTable(
    { vocabulary: moved, merges: mergeList(file.model.merges, fail), atoms },
    fail,
  );
  const farAtoms = byteLevelAlphabet(Int32Array.from(atoms, (atom) => moved.idOf(atom) ?? -1));
  const farEncoder = new WordEncoder(farTable, farAtoms, undefined);
  for (const some of fc.sample(words, { seed: 5, numRuns: 100 })) {
    const expected = mergeWords(some).map((id) => id + far);
    assert.deepEqual(encodeWords(some, farEncoder), expected);
    assert.deepEqual(encodeWords(some, farEncoder), expected);
  }
});

test("a token of 65,536 characters and more is found where merging finds it", () => {
  const runs = Array.from({ length: 18 }, (_, power) => "a".repeat(2 ** power));
  const spellings = spellingTable(
    runs.map((run, id) => [run, id] as const),
    fail,
  );
  const doublings = mergeList(
    runs.slice(0, -1).map((run) => [run, run]),
    fail,
  );
  const doubling = buildMergeTable({ vocabulary: spellings, merges: doublings, atoms: ["a"] }, fail);
  const long = new WordEncoder(doubling, characterAlphabet(new Map([["a", 0]]), { unknown: 0 }), undefined);
  // In binary: the tokens are the digits, the largest first.
  assert.deepEqual(encodeWords(["a".repeat(0b11_0100_0000_0000_0101)], long), [17, 16, 14, 2, 0]);
  assert.deepEqual(encodeWords(["a".repeat(3 * 2 ** 17)], long), [17, 17, 17]);
});

test("words that are one token whatever the merges say are so on both sides of every window", () => {
  const wholes = new Map(["quick", "的", "时间系统"].map((word, index) => [word, 1_000_000 + index]));
  const spell = (word: string): string => Array.from(Buffer.from(word), spellByte).join("");
  const known = spellingTable(
    Array.from(wholes, ([word, id]) => [spell(word), id] as const),
    fail,
  );
  const withWholes = new WordEncoder(table, alphabet, known);
  const parts = fc.sample(words, { seed: 11, numRuns: 200 });
  const some = parts.flatMap((part, index) => [...part, [...wholes.keys()][index % 4] ?? "天"]);
  const long = some.join("");
  assert.ok(long.length > 2 * windowUnits);
  for (const drawn of [some, [long], ["的", long, "quick", "quick", long, ...some, "的"]]) {
    const expected = drawn.flatMap((word) => wholes.get(word) ?? mergeWords([word]));
    assert.deepEqual(encodeWords(drawn, withWholes), expected);
  }
});

/** BPE as it is defined: the pair of lowest rank first, the leftmost of several. */
function mergeByDefinition(atoms: readonly string[], ranks: ReadonlyMap<string, number>): readonly string[] {
  let parts = atoms;
  for (;;) {
    const pairs = parts.slice(1).map((part, index) => ranks.get(`${parts[index]} ${part}`) ?? Infinity);
    const best = pairs.indexOf(Math.min(...pairs));
    if (best < 0 || pairs[best] === Infinity) return parts;
    parts = [...parts.slice(0, best), `${parts[best]}${parts[best + 1]}`, ...parts.slice(best + 2)];
  }
}

for (const kind of ["bytes", "characters"] as const) {
  test(`whatever the merges, in any order: words get the tokens that the definition gives, of ${kind}`, () => {
    const bytesOf = (text: string): string[] => Array.from(Buffer.from(text), spellByte);
    const atomsOf = (text: string): string[] => (kind === "bytes" ? bytesOf(text) : [...text]);
    const unknown = "☃";
    const seeds = [...new Set(atomsOf("ab字学"))];
    const every = kind === "bytes" ? atoms : seeds;
    let unordered = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(99), fc.nat(99)), { maxLength: 40 }),
        fc.array(fc.tuple(fc.nat(99), fc.nat(99)), { maxLength: 4 }),
        fc.array(fc.string({ unit: fc.constantFrom(..."ab字学", unknown), minLength: 1, maxLength: 30 }), {
          minLength: 1,
        }),
        (pairs, swaps, some) => {
          const known = [...seeds];
          const merges: [string, string][] = [];
          for (const [first, second] of pairs) {
            const [left, right] = [known[first % known.length] ?? "", known[second % known.length] ?? ""];
            if (left.length + right.length > 24) continue;
            merges.push([left, right]);
            if (!known.includes(left + right)) known.push(left + right);
          }
          // A merge that is moved may come before its parts.
          for (const [first, second] of merges.length === 0 ? [] : swaps) {
            const [at, to] = [first % merges.length, second % merges.length];
            [merges[at], merges[to]] = [merges[to] ?? ["", ""], merges[at] ?? ["", ""]];
          }
          const ids = new Map([...new Set([...every, ...known])].map((token, id) => [token, id]));
          const idOf = (token: string): number => ids.get(token) ?? ids.size;
          const rules = {
            vocabulary: spellingTable(ids, fail),
            merges: mergeList(merges, fail),
            atoms: every,
            ...(kind === "bytes" ? {} : { inert: [ids.size] }),
          };
          const drawn = buildMergeTable(rules, fail);
          if (!drawn.isOrdered) unordered++;
          const own =
            kind === "bytes"
              ? byteLevelAlphabet(Int32Array.from(atoms, idOf))
              : characterAlphabet(new Map(seeds.map((atom) => [atom, idOf(atom)])), { unknown: ids.size });
          const by = new WordEncoder(drawn, own, undefined);
          const ranks = new Map(merges.map(([left, right], rank) => [`${left} ${right}`, rank]));
          const expected = some.flatMap((word) => mergeByDefinition(atomsOf(word), ranks).map(idOf));
          assert.deepEqual(encodeWords(some, by), expected);
          assert.deepEqual(encodeWords(some, by), expected);
        },
      ),
      { numRuns: 40 },
    );
    assert.ok(unordered > 0);
  });
}

test("a vocabulary that the search has no room for gets the tokens that merging gives, not an error in the middle of a run", () => {
  const others = Array.from({ length: 17_000 }, (_, at) => String.fromCharCode(0x4e00 + at));
  const single = ["a", ...others];
  const spellings = spellingTable(
    [...single, ...others.map((other) => `a${other}`)].map((token, id) => [token, id] as const),
    fail,
  );
  const merges = mergeList(
    others.map((other) => ["a", other]),
    fail,
  );
  const unknown = spellings.size;
  const large = buildMergeTable({ vocabulary: spellings, merges, atoms: single, inert: [unknown] }, fail);
  const ids = new Map(single.map((character, id) => [character, id]));
  const by = new WordEncoder(large, characterAlphabet(ids, { unknown }), undefined);
  assert.deepEqual(encodeWords(["a一a丁☃a一"], by), [17_001, 17_002, unknown, 17_001]);
});
