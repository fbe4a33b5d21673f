/**
 * Every tokenizer against the program that it comes from (Hugging Face `tokenizers`, `sentencepiece`, `tiktoken`), on the same texts in one
 * thread: modern articles and classical Chinese. Then ours on a line of Han characters without a space against the same text with its
 * punctuation, which tells whether time stays linear. MB are UTF-8 bytes of text; the best of three rounds.
 */
import { join } from "node:path";
import { loadTokenizer } from "../../stages/tokenize/load-tokenizer.js";
import type { Tokenizer } from "../../stages/tokenize/tokenizer.js";
import { sharedData } from "../support/wudao.js";
import { corpusTexts } from "./corpus-texts.js";
import { cpuSecondsSince } from "./cpu-seconds.js";
import { runPeers } from "./measure.js";

const megabytes = Number(process.env.PEER_MB ?? 16);
const corpora = ["zh-web/lctt-00000.jsonl.zst", "zh-web/classical-00001.jsonl.zst"];

/** A file, how the name of its peer ends, and how many times as fast we mean to be. */
const tokenizers = [
  ["qwen2.5.tokenizer.json.zst", "qwen2.5.tokenizer.json.zst", 10],
  ["gpt2.tokenizer.json.gz", "gpt2.tokenizer.json.gz", 10],
  ["cl100k_base.tiktoken.json.gz", "tiktoken cl100k", 2],
  ["chatglm3.tokenizer.json.zst", "chatglm3.tokenizer.json.zst", 4],
  ["bert-base-chinese.vocab.txt.gz", "bert-base-chinese", 10],
  ["cogview-cog-pretrain.sentencepiece.model.gz", "sentencepiece cogview", 2],
] as const;

export async function benchTokenizers(): Promise<void> {
  for (const corpus of corpora) {
    const { texts, bytes } = corpusTexts(corpus, megabytes);
    const peers = runPeers("tokenizers", megabytes, [join(sharedData ?? "", corpus)]);
    console.log(`${corpus}: ${(bytes / 1e6).toFixed(1)} MB`);
    if (typeof peers === "string") console.log(`  no comparison: ${peers}`);
    for (const [name, peerName, bar] of tokenizers) {
      const tokenizer = await loadTokenizer(join(sharedData ?? "", "tokenizers", name));
      const { rate, tokens } = measure(tokenizer, texts, bytes);
      const peer = typeof peers === "string" ? undefined : peers.find((line) => line.name.endsWith(peerName));
      const comparison =
        peer === undefined
          ? ""
          : `, ${(rate / peer.mb_per_cpu_s).toFixed(1)} times the peer (bar: ${bar}; peer: ${peer.mb_per_cpu_s}; ` +
            `${peer.count === tokens ? "as many tokens" : `${peer.count} tokens`})`;
      console.log(`  ${name}: ${tokens} tokens, ${rate.toFixed(1)} MB per CPU second${comparison}`);
    }
  }
  await benchLine();
  await benchLoading();
}

/** 5 MB of Han characters in one line, and the texts that they are from. */
async function benchLine(): Promise<void> {
  const { texts } = corpusTexts(corpora[1] ?? "", megabytes);
  const line = texts
    .join("")
    .replace(/\P{Script=Han}/gu, "")
    .slice(0, 5_000_000 / 3);
  const lineBytes = Buffer.byteLength(line);
  for (const [name] of tokenizers) {
    const tokenizer = await loadTokenizer(join(sharedData ?? "", "tokenizers", name));
    const few = texts.slice(0, texts.length / 4);
    const normal = measure(tokenizer, few, Buffer.byteLength(few.join("")));
    const { rate } = measure(tokenizer, [line], lineBytes);
    console.log(
      `${name}: a line of ${(lineBytes / 1e6).toFixed(1)} MB without a space at ` +
        `${(rate / normal.rate).toFixed(2)} times the normal speed (bar: 0.5)`,
    );
  }
}

async function benchLoading(): Promise<void> {
  for (const [name] of tokenizers) {
    const before = process.cpuUsage();
    await loadTokenizer(join(sharedData ?? "", "tokenizers", name));
    console.log(`${name}: loaded in ${cpuSecondsSince(before).toFixed(2)} CPU s`);
  }
}

function measure(tokenizer: Tokenizer, texts: readonly string[], bytes: number) {
  let best = Number.POSITIVE_INFINITY;
  let tokens = 0;
  for (let round = 0; round < 3; round++) {
    const before = process.cpuUsage();
    tokens = texts.reduce((sum, text) => sum + tokenizer.encode(text).length, 0);
    best = Math.min(best, cpuSecondsSince(before));
  }
  return { rate: bytes / 1e6 / best, tokens };
}
