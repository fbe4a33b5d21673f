/**
 * Says what a tiktoken file means: JSON with `pat_str`, `special_tokens` and `bpe_ranks`, as tiktoken's packages ship it.
 *
 * `bpe_ranks` has lines of `! FIRST-ID TOKEN TOKEN ...`, each token its bytes in base64; the id of a token is its rank. Such a file
 * lists no merges: two neighbours merge when together they are a token, the one of lowest rank first. Just before its rank
 * comes, a token stands in the text as two parts, always the same ones, because what merges inside it does not depend on what
 * stands beside it. These two parts are the merge.
 */
import { z } from "zod";
import { UserError } from "../../../pipeline/contracts/errors.js";
import { mergeList } from "../bpe/merge-list.js";
import { highestId, spellingTable } from "../bpe/spelling-table.js";
import { readPart } from "../hugging-face/file-part.js";
import type { Refuse } from "../unsupported.js";
import { spellByte } from "./byte-alphabet.js";
import type { ByteLevelDefinition } from "./definition.js";

const schema = z.looseObject({
  pat_str: z.string(),
  special_tokens: z.record(z.string().min(1), z.number().int().nonnegative().max(highestId)).default({}),
  bpe_ranks: z.string(),
});

/** Whether parsed JSON is a tiktoken file. */
export function isRankFile(json: unknown): boolean {
  return typeof json === "object" && json !== null && "bpe_ranks" in json;
}

/** Whether a text is `BASE64 RANK` in lines, which says nothing about the pattern. */
export function isBareRankFile(text: string): boolean {
  return /^[A-Za-z0-9+/]+={0,2} \d+\r?\n/.test(text);
}

export function refuseBareRankFile(file: string): never {
  throw new UserError(
    "tokenizer-unsupported",
    "this file has ranks but not the pattern that cuts words, nor the special tokens",
    'Make a JSON file of it: {"pat_str": PATTERN, "special_tokens": {NAME: ID}, "bpe_ranks": "! 0 BASE64 BASE64 ..."}',
    { file },
  );
}

export function describeRankFile(json: unknown, refuse: Refuse): ByteLevelDefinition {
  const file = readPart(schema, json, "", refuse);
  const fail: Fail = (problem) => refuse("bpe_ranks", problem);
  const ranks = readRanks(file.bpe_ranks, fail);
  const specials = Object.entries(file.special_tokens);
  const taken = new Set(ranks.values());
  for (const [content, id] of specials) {
    if (taken.has(id)) refuse("special_tokens", `"${content}" has the id ${id} of another token`);
    taken.add(id);
  }
  return {
    vocabulary: spellingTable(ranks, fail),
    merges: mergeList(mergesOf(ranks, fail), fail),
    // A whole word that is a token is looked up first by tiktoken; merging arrives at it as well.
    ignoreMerges: false,
    normalizesToNfc: false,
    addsPrefixSpace: false,
    patterns: [file.pat_str],
    addedTokens: specials.map(([content, id]) => ({
      id,
      content,
      special: true,
      normalized: false,
      strict: false,
    })),
  };
}

type Fail = (problem: string) => never;

/** Spelling in the byte alphabet -> rank, in the order of ranks. */
function readRanks(lines: string, refuse: Fail): ReadonlyMap<string, number> {
  const tokens: [string, number][] = [];
  for (const line of lines.split("\n")) {
    if (line.trim() === "") continue;
    const [mark, first, ...packed] = line.trim().split(" ");
    if (mark !== "!" || first === undefined || !/^\d+$/.test(first)) {
      return refuse(`a line begins with "${line.slice(0, 20)}", expected "! FIRST-ID"`);
    }
    for (const [index, base64] of packed.entries()) {
      const bytes = Buffer.from(base64, "base64");
      if (bytes.length === 0 || bytes.toString("base64") !== base64) refuse(`"${base64}" is not base64`);
      tokens.push([spell(bytes), Number(first) + index]);
    }
  }
  tokens.sort(([, a], [, b]) => a - b);
  for (const [index, [spelling, rank]] of tokens.entries()) {
    if (tokens[index - 1]?.[1] === rank) refuse(`"${spelling}" is another token of rank ${rank}`);
  }
  const ranks = new Map(tokens);
  return ranks.size === tokens.length ? ranks : refuse("a token is listed twice");
}

function spell(bytes: Uint8Array): string {
  let spelling = "";
  for (const byte of bytes) spelling += spellByte(byte);
  return spelling;
}

/** The merge of each token that is longer than a byte, in the order of ranks. */
function mergesOf(ranks: ReadonlyMap<string, number>, refuse: Fail): [string, string][] {
  const merges: [string, string][] = [];
  for (const [spelling, rank] of ranks) {
    if (spelling.length === 1) continue;
    const seams = seamsBefore(spelling, rank, ranks);
    const seam = seams[1] ?? 0;
    if (seams.length !== 3) refuse(`no merge leads to the token "${spelling}" of rank ${rank}`);
    merges.push([spelling.slice(0, seam), spelling.slice(seam)]);
  }
  return merges;
}

/** Where the tokens of `spelling` begin when all ranks below `limit` are merged; the last entry is the end of `spelling`. */
function seamsBefore(spelling: string, limit: number, ranks: ReadonlyMap<string, number>): number[] {
  const seams: number[] = [];
  /** Rank of the two tokens that begin at a seam as one; `limit` where nothing is to merge. */
  const pairRanks: number[] = [];
  for (let index = 0; index <= spelling.length; index++) {
    seams.push(index);
    pairRanks.push(
      index + 2 <= spelling.length ? (ranks.get(spelling.slice(index, index + 2)) ?? limit) : limit,
    );
  }
  const rankAt = (index: number): number =>
    index + 2 < seams.length ? (ranks.get(spelling.slice(seams[index], seams[index + 2])) ?? limit) : limit;
  for (;;) {
    let best = 0;
    for (let index = 1; index < pairRanks.length; index++) {
      if (pairRanks[index]! < pairRanks[best]!) best = index;
    }
    if (pairRanks[best]! >= limit) return seams;
    seams.splice(best + 1, 1);
    pairRanks.splice(best + 1, 1);
    pairRanks[best] = rankAt(best);
    if (best > 0) pairRanks[best - 1] = rankAt(best - 1);
  }
}
