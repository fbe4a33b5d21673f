/** Two workers against one, over all of zh-web. */
import { join } from "node:path";
import { sharedData } from "../support/wudao.js";
import { runChain } from "./measure.js";

export async function benchWorkers(): Promise<void> {
  const input = join(sharedData ?? "", "zh-web");
  const seconds: number[] = [];
  for (const workers of [1, 2, 1, 2]) {
    const { wallSeconds, cpuSeconds } = await runChain(input, workers, "default");
    console.log(`${workers} worker(s): ${wallSeconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} CPU s`);
    seconds.push(wallSeconds);
  }
  const one = Math.min(seconds[0] ?? 0, seconds[2] ?? 0);
  const two = Math.min(seconds[1] ?? 0, seconds[3] ?? 0);
  console.log(`ratio: two workers are ${(one / two).toFixed(2)} times one (bar: 1.8)`);
}
