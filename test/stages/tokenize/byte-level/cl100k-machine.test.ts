/** The machine that finds words in WebAssembly against the scanner that reads as the pattern does. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isPair } from "../../../../stages/text/units/units.js";
import { ChunkKernel, windowUnits } from "../../../../stages/tokenize/bpe/chunk-kernel.js";
import { mergeList } from "../../../../stages/tokenize/bpe/merge-list.js";
import { buildMergeTable } from "../../../../stages/tokenize/bpe/merge-table-builder.js";
import { spellingTable } from "../../../../stages/tokenize/bpe/spelling-table.js";
import { spellByte } from "../../../../stages/tokenize/byte-level/byte-alphabet.js";
import { byteLevelAlphabet } from "../../../../stages/tokenize/byte-level/byte-level-alphabet.js";
import { scannerOf } from "../../../../stages/tokenize/byte-level/known-patterns.js";
import { generatedTexts, trickyTexts } from "../tricky-texts.js";

const fail = (problem: string): never => assert.fail(problem);
const atoms = Array.from({ length: 256 }, (_, byte) => spellByte(byte));
const vocabulary = spellingTable(
  atoms.map((atom, id) => [atom, id] as const),
  fail,
);
const table = buildMergeTable({ vocabulary, merges: mergeList([], fail), atoms }, fail);
const alphabet = byteLevelAlphabet(Int32Array.from(atoms.keys()));

/** Digits that stand together at most -> how words start by the scanner, and by the machine in windows of some length. */
function both(digits: "" | "{1,3}") {
  const pattern =
    "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}" +
    `${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`;
  const scanner = scannerOf([pattern]);
  assert.ok(scanner?.machine !== undefined);
  const kernel = new ChunkKernel(table, alphabet);
  kernel.learnWords(scanner.machine);
  const scanned = (units: Uint16Array): number[] => {
    const starts: number[] = [];
    for (let at = 0; at < units.length; at = scanner.endOfWord(units, at, units.length)) starts.push(at);
    return starts;
  };
  const stepped = (units: Uint16Array, most: number): number[] => {
    const starts: number[] = [];
    for (let start = 0; start < units.length; ) {
      let end = Math.min(units.length, start + most);
      if (isPair(units, end - 1, units.length)) end--;
      kernel.load(units, start, end);
      const length = kernel.scan(end - start, end === units.length);
      for (let at = 0; at < length; at++)
        if (at === 0 || kernel.wordStarts[at] === 1) starts.push(start + at);
      // No word is whole: as the encoder does, ask the scanner.
      if (length === 0) starts.push(start);
      start = length === 0 ? scanner.endOfWord(units, start, units.length) : start + length;
    }
    return starts;
  };
  return { scanned, stepped };
}

function unitsOf(text: string): Uint16Array {
  return Uint16Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
}

const characters = fc.constantFrom(
  ..."aZsStTmMdDrReEvVlL的é12٣,.。!'\u2019 \t\u3000\u00a0\n\r",
  ..."'''   \n\n",
  "\u017f",
  "𠮷",
  "😀",
  "𝟘",
  "\ud800",
  "\udc00",
  "\u0301",
);

for (const digits of ["", "{1,3}"] as const) {
  const { scanned, stepped } = both(digits);
  test(`\\p{N}${digits}: words of any text are those of the pattern, however the text is cut into windows`, () => {
    fc.assert(
      fc.property(
        fc.string({ unit: characters, minLength: 1, maxLength: 60 }),
        fc.integer({ min: 2, max: 64 }),
        (text, most) => {
          const units = unitsOf(text);
          assert.deepEqual(stepped(units, most), scanned(units));
        },
      ),
      { numRuns: 3000 },
    );
  });
  test(`\\p{N}${digits}: words of texts of all scripts are those of the pattern`, () => {
    for (const text of [...trickyTexts, ...generatedTexts(2000, 5)]) {
      const units = unitsOf(text);
      assert.deepEqual(stepped(units, windowUnits), scanned(units));
    }
  });
}
