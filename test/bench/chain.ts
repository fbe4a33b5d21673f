/**
 * The whole chain against datatrove's usual one (`../shared/bench/peers.py datatrove`), on the same texts in a plain file: cleaning and
 * filters, dedup, Qwen2.5 tokens. MB are UTF-8 bytes of text; CPU seconds count all threads.
 */
import { join } from "node:path";
import { inTemporaryFolder, sharedData } from "../support/wudao.js";
import { runChain, runPeers, writeTexts } from "./measure.js";

/** @param peerMegabytes what the peer gets; it is far slower, and its rate does not depend on the amount */
export async function benchChain(peerMegabytes: number): Promise<void> {
  const folder = sharedData ?? "";
  const sources = ["00000", "00001"].map((part) => join(folder, `zh-web/lctt-${part}.jsonl.zst`));
  const tokenizer = join(folder, "tokenizers/qwen2.5.tokenizer.json.zst");
  await inTemporaryFolder(async (work) => {
    const texts = join(work, "lctt.jsonl");
    const megabytes = await writeTexts(texts, sources, Number.POSITIVE_INFINITY);
    const rate = async (): Promise<number> => {
      const { cpuSeconds, wallSeconds, peakMegabytes } = await runChain(texts, 1, tokenizer);
      const mbPerCpuSecond = megabytes / cpuSeconds;
      console.log(
        `wudao: ${megabytes.toFixed(1)} MB, ${cpuSeconds.toFixed(2)} CPU s, ${wallSeconds.toFixed(2)} s, ` +
          `${mbPerCpuSecond.toFixed(2)} MB per CPU second, peak ${peakMegabytes.toFixed(0)} MB`,
      );
      return mbPerCpuSecond;
    };
    // Before and after the peer, so that both meet the machine in the same state.
    const rates = [await rate()];
    const peers = runPeers("datatrove", peerMegabytes);
    if (typeof peers === "string") return console.log(`no comparison: ${peers}`);
    for (const peer of peers) console.log(`${peer.name}: ${peer.mb_per_cpu_s} MB per CPU second`);
    rates.push(await rate());
    const whole = peers.at(-1)?.mb_per_cpu_s ?? Number.NaN;
    const mean = rates.reduce((sum, each) => sum + each, 0) / rates.length;
    console.log(`ratio: ${(mean / whole).toFixed(1)} times the peer (bar: 50)`);
  });
}
