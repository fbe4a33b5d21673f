/** Peak memory of one worker on ten times the input. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { inTemporaryFolder, sharedData } from "../support/wudao.js";
import { runChain, writeTexts } from "./measure.js";

export async function benchMemory(): Promise<void> {
  const folder = join(sharedData ?? "", "zh-web");
  const sources = readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
  const peaks: number[] = [];
  for (const wanted of [30, 300]) {
    await inTemporaryFolder(async (work) => {
      const texts = join(work, "texts.jsonl");
      // Every text is used, and again from the first one where they do not suffice.
      const megabytes = await writeTexts(texts, [...sources, ...sources], wanted);
      const { peakMegabytes } = await runChain(texts, 1, "default");
      peaks.push(peakMegabytes);
      console.log(`${megabytes.toFixed(0)} MB of text: peak ${peakMegabytes.toFixed(0)} MB`);
    });
  }
  const [small = 0, large = 0] = peaks;
  console.log(`ratio: ${(large / small).toFixed(3)} (bar: 1.1, and below 800 MB)`);
}
