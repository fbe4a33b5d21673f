/** tiktoken files written by hand: what they mean, and what is refused. The real ones are compared in test/interop. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import { UserError } from "../../../../pipeline/contracts/errors.js";
import { loadTokenizer } from "../../../../stages/tokenize/load-tokenizer.js";
import { inTemporaryFolder } from "../../../support/wudao.js";

const cl100kPattern =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
const bytes = Array.from({ length: 256 }, (_, byte) => Buffer.of(byte).toString("base64"));
const packed = (...tokens: readonly string[]): string[] =>
  tokens.map((token) => Buffer.from(token).toString("base64"));

function rankFile(tokens: readonly string[], changes: object = {}): object {
  return {
    pat_str: cl100kPattern,
    special_tokens: { "<|endoftext|>": 1000 },
    bpe_ranks: `! 0 ${[...bytes, ...tokens].join(" ")}`,
    ...changes,
  };
}

async function load(content: object | string, specialTokens: "data" | "parse" = "data") {
  return inTemporaryFolder((folder) => {
    const file = join(folder, "ranks");
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return loadTokenizer(file, specialTokens);
  });
}

/** Merging as tiktoken does it: the neighbours that together are the token of lowest rank, the leftmost first. */
function mergeByRanks(word: string, ranks: ReadonlyMap<string, number>): number[] {
  let parts = Array.from(Buffer.from(word), (byte) => String.fromCharCode(byte));
  for (;;) {
    const pairs = parts.slice(1).map((part, index) => ranks.get(`${parts[index]}${part}`) ?? Infinity);
    const best = pairs.indexOf(Math.min(...pairs));
    if (best < 0 || pairs[best] === Infinity) return parts.map((part) => ranks.get(part) ?? -1);
    parts = [...parts.slice(0, best), `${parts[best]}${parts[best + 1]}`, ...parts.slice(best + 2)];
  }
}

describe("tiktoken files", () => {
  test("a corpus gets the ids that ranks alone give it, whatever the vocabulary", async () => {
    const pairOfTokens = fc.tuple(fc.nat(), fc.nat());
    await fc.assert(
      fc.asyncProperty(
        fc.array(pairOfTokens, { maxLength: 40 }),
        fc.array(fc.stringMatching(/^[abc]{1,60}$/), { minLength: 1, maxLength: 20 }),
        async (pairs, words) => {
          const ranks = new Map(bytes.map((_, byte) => [String.fromCharCode(byte), byte] as const));
          const learned: string[] = ["a", "b", "c"];
          for (const [left, right] of pairs) {
            const token = `${learned[left % learned.length]}${learned[right % learned.length]}`;
            // Training only makes tokens that stand side by side: nothing merges across their seam before.
            if (token.length > 30 || ranks.has(token) || mergeByRanks(token, ranks).length !== 2) continue;
            ranks.set(token, ranks.size);
            learned.push(token);
          }
          const tokenizer = await load(rankFile(packed(...learned.slice(3))));
          for (const word of words) {
            assert.deepEqual(Array.from(tokenizer.encode(word)), mergeByRanks(word, ranks), word);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test("several lines of ranks and a gap in the ids keep every id", async () => {
    const tokenizer = await load(
      rankFile([], { bpe_ranks: `! 0 ${bytes.join(" ")}\n! 300 ${packed("ab", "abc").join(" ")}\n` }),
    );
    assert.deepEqual(Array.from(tokenizer.encode("abcab")), [301, 300]);
    assert.equal(tokenizer.vocabularySize, 1001);
    assert.equal(tokenizer.decode([301, 1000]), "abc<|endoftext|>");
  });

  test("a document cannot forge the end of a text, unless it is asked for", async () => {
    const text = "a<|endoftext|>";
    assert.equal((await load(rankFile([]))).encode(text).length, text.length);
    assert.deepEqual(Array.from((await load(rankFile([]), "parse")).encode(text)), [97, 1000]);
    assert.equal((await load(rankFile([]))).endOfTextId, 1000);
  });

  const refused: readonly [string, object | string, RegExp][] = [
    ["ranks without their pattern", `${bytes[0]} 0\n${bytes[1]} 1\n`, /not the pattern/],
    [
      "an unknown pattern",
      rankFile([], { pat_str: "\\p{Greek}+" }),
      /the pattern \\p\{Greek\}\+ is not known/,
    ],
    [
      "a byte without a token",
      rankFile([], { bpe_ranks: `! 0 ${bytes.slice(1).join(" ")}` }),
      /not in the voc/,
    ],
    ["a token that no merge leads to", rankFile(packed("abc")), /no merge leads to the token "abc"/],
    ["a token twice", rankFile(packed("ab", "ab")), /listed twice/],
    ["two tokens of one rank", rankFile([], { bpe_ranks: "! 0 IQ==\n! 0 Ig==" }), /another token of rank 0/],
    ["ranks that are not base64", rankFile(["?"]), /not base64/],
    ["lines of another form", rankFile([], { bpe_ranks: "IQ== 0" }), /expected "! FIRST-ID"/],
    [
      "a special token in the place of another",
      rankFile([], { special_tokens: { x: 5 } }),
      /id 5 of another/,
    ],
  ];
  for (const [name, content, message] of refused) {
    test(`${name}: refused, because the ids would be other ones than the model's`, async () => {
      await assert.rejects(load(content), (error: unknown) => {
        assert.ok(error instanceof UserError);
        assert.equal(error.code, "tokenizer-unsupported");
        assert.match(error.message, message);
        return true;
      });
    });
  }
});
