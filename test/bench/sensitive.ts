/**
 * Sensitive words: a dictionary of 64,000 words against two of 64 on the same real texts: words that do not occur in them, and those
 * that occur most, since each occurrence costs something whatever finds it. Likewise the large one with the words that occur and
 * without. The same for the stage `sensitive-words` as a run calls it, which counts and decides, too.
 *
 * The bar is not met. Pairs of characters are told at the same cost for any dictionary, but in one place in a hundred of web pages and
 * laws stands a pair by which some of 64,000 words is looked for, and none of 64 words. The characters beside it turn away six of seven of
 * these places; what looking at them costs is the difference.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { makeSample } from "../../pipeline/contracts/sample.js";
import { sensitiveWords } from "../../stages/filter/sensitive-words.js";
import { SensitiveWords } from "../../stages/text/sensitive/dictionary.js";
import { sharedData } from "../support/wudao.js";
import { corpusTexts } from "./corpus-texts.js";
import { cpuSecondsSince } from "./cpu-seconds.js";
import { median } from "./measure.js";

const megabytes = 12;
/** All passes meet a block before the next: the speed of a shared machine changes within a pass. */
const blockBytes = 1e6;
const rounds = 9;

export async function benchSensitiveWords(): Promise<void> {
  const packed = readFileSync(join(sharedData ?? "", "lists/sensitive-word-sensitive_word_dict.txt.gz"));
  const words = gunzipSync(packed)
    .toString("utf8")
    .split(/\r?\n/)
    .filter((word) => word.trim() !== "");
  for (const corpus of ["lctt-00000", "laws-00000"]) {
    const { texts } = corpusTexts(`zh-web/${corpus}.jsonl.zst`, megabytes);
    const often = occurrences(words, texts);
    const absent = words.filter((word) => !often.has(word));
    const few = absent.filter((_, index) => index % Math.ceil(absent.length / 64) === 0);
    const most = [...often].sort(([, one], [, other]) => other - one).slice(0, 64);
    const lists = [few, absent, most.map(([word]) => word), words];
    console.log(`${corpus}:`);
    report("words found", lists, compared(lists.map(search), texts));
    report("texts dropped by the stage", lists, compared(await Promise.all(lists.map(stage)), texts));
  }
}

function report(
  what: string,
  lists: readonly (readonly string[])[],
  { milliseconds, ratio, sums }: Comparison,
): void {
  const line = (which: number): string =>
    `${lists[which]?.length}: ${sums[which]} ${what}, ${milliseconds(which).toFixed(2)} ms of CPU per MB`;
  console.log(
    `  words that do not occur\n    ${line(0)}\n    ${line(1)}, ${ratio(1, 0).toFixed(2)} times as long (bar: 1)`,
  );
  console.log(
    `  words that occur\n    ${line(2)}\n    ${line(3)}, ${ratio(3, 2).toFixed(2)} times as long (bar: 1), ` +
      `${ratio(3, 0).toFixed(2)} times as long as ${lists[0]?.length} that do not occur`,
  );
}

/** What is done with a text, and a number of it that is summed up. */
type Pass = (text: string) => number;

function search(words: readonly string[]): Pass {
  const dictionary = dictionaryOf(words);
  return (text) => dictionary.find(text).length;
}

async function stage(words: readonly string[]): Promise<Pass> {
  const params = sensitiveWords.parameters.parse({ words, "built-in": false });
  const filter = await sensitiveWords.open(params, { baseDir: ".", seed: 1 });
  const count = (): void => undefined;
  return (text) => {
    const { reason } = filter(makeSample({ id: "1", source: "bench", origin: "bench:1", text }), count);
    return reason === undefined ? 0 : 1;
  };
}

interface Comparison {
  /** CPU time per MB: the median over all passes of all blocks. */
  milliseconds(which: number): number;
  /** The median of what both took for the same pass of the same block. */
  ratio(which: number, base: number): number;
  readonly sums: readonly number[];
}

function compared(passes: readonly Pass[], texts: readonly string[]): Comparison {
  const seconds: number[][] = passes.map(() => []);
  const sums = passes.map(() => 0);
  const blocks = blocksOf(texts);
  for (let round = 0; round < rounds; round++)
    for (const { texts, bytes } of blocks)
      for (const [which, pass] of passes.entries()) {
        let here = 0;
        const before = process.cpuUsage();
        for (const text of texts) here += pass(text);
        seconds[which]?.push(cpuSecondsSince(before) / bytes);
        if (round === 0) sums[which] = (sums[which] ?? 0) + here;
      }
  const of = (which: number): readonly number[] => seconds[which] ?? [];
  return {
    milliseconds: (which) => median(of(which)) * 1e9,
    ratio: (which, base) => median(of(which).map((second, pass) => second / (of(base)[pass] ?? 0))),
    sums,
  };
}

function blocksOf(texts: readonly string[]): { texts: string[]; bytes: number }[] {
  const blocks: { texts: string[]; bytes: number }[] = [];
  let block = { texts: [] as string[], bytes: blockBytes };
  for (const text of texts) {
    if (block.bytes >= blockBytes) {
      block = { texts: [], bytes: 0 };
      blocks.push(block);
    }
    block.texts.push(text);
    block.bytes += Buffer.byteLength(text);
  }
  return blocks;
}

/** How often each word occurs that does. */
function occurrences(words: readonly string[], texts: readonly string[]): Map<string, number> {
  const often = new Map<string, number>();
  const dictionary = dictionaryOf(words);
  for (const text of texts)
    for (const { word } of dictionary.find(text)) {
      const name = dictionary.words[word] ?? "";
      often.set(name, (often.get(name) ?? 0) + 1);
    }
  return often;
}

function dictionaryOf(words: readonly string[]): SensitiveWords {
  const options = { files: [], words, allow: [], categories: [], "built-in": false, "min-length": 2 };
  return new SensitiveWords(options, ".");
}
