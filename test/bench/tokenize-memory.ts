/**
 * Whether the memory of a worker grows with what it has tokenized: all of zh-web over and over, GIGABYTES in all (1 without it),
 * through one tokenizer (TOKENIZER, a file of ../shared/data/tokenizers). Every round is changed a little, so that caches of words never
 * see the same text twice. Prints the resident memory after each tenth
 * (the texts themselves are held, and in it).
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { loadTokenizer } from "../../stages/tokenize/load-tokenizer.js";
import { recordsOf } from "../support/records.js";
import { sharedData } from "../support/wudao.js";

export async function benchTokenizerMemory(): Promise<void> {
  const gigabytes = Number(process.env.GIGABYTES ?? 1);
  const name = process.env.TOKENIZER ?? "qwen2.5.tokenizer.json.zst";
  const tokenizer = await loadTokenizer(join(sharedData ?? "", "tokenizers", name));
  const folder = join(sharedData ?? "", "zh-web");
  const texts = readdirSync(folder)
    .sort()
    .flatMap((file) => [...recordsOf(join(folder, file))].map(({ content }) => content));
  const steps: number[] = [];
  let bytes = 0;
  for (let round = 0; bytes < gigabytes * 1e9; round++) {
    for (const content of texts) {
      if (bytes >= gigabytes * 1e9) break;
      const text = `${round}${content.slice(round % 97)}${content.slice(0, round % 97)}`;
      tokenizer.encode(text);
      bytes += Buffer.byteLength(text);
      if (bytes < ((steps.length + 1) * gigabytes * 1e9) / 10) continue;
      collectGarbage();
      steps.push(process.memoryUsage.rss() / 2 ** 20);
      console.log(`${(bytes / 1e9).toFixed(2)} GB of text: ${(steps.at(-1) ?? 0).toFixed(0)} MB resident`);
    }
  }
  const early = Math.max(...steps.slice(0, 3));
  const late = Math.max(...steps.slice(-3));
  console.log(`${name}: ${(late / early).toFixed(3)} times as much at the end as at the beginning`);
}

/** What waits for V8 to collect it is not held. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}
