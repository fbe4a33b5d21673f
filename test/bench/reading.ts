/** Random blocks of 2,048 tokens: from mapped Arrow shards against Megatron's layout, both in Python, on the same tokens. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inTemporaryFolder, root, sharedData, wudao } from "../support/wudao.js";

const recipe = `name: reading
input: { path: ${join(sharedData ?? "", "zh-web/lctt-00000.jsonl.zst")} }
stages:
  - read-json
  - tokenize
  - pack: { sequence-length: 2048, tail: drop }
  - write-arrow: { shard-bytes: 8MiB }
`;

interface Rates {
  readonly rows: number;
  /** Blocks a CPU second: Megatron's layout, then Arrow. */
  readonly one: readonly [number, number];
  readonly batch: readonly [number, number];
}

export function benchReading(): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, "recipe.yaml"), recipe);
    const output = join(folder, "out");
    await wudao(["run", join(folder, "recipe.yaml"), "--output", output, "--quiet"]);
    const { stdout, stderr, status } = spawnSync(
      process.env.PYTHON ?? "python3",
      [join(root, "test/bench/reading_blocks.py")],
      { input: JSON.stringify({ folder: output }), encoding: "utf8" },
    );
    if (status !== 0) throw new Error(`the readers failed (set PYTHON to one with pyarrow): ${stderr}`);
    const { rows, one, batch } = JSON.parse(stdout) as Rates;
    console.log(`${rows} blocks of 2,048 tokens, to int64, warm cache, blocks a CPU second`);
    tell("one block a call", one, 1.2);
    tell("16 blocks into a reused buffer", batch, 1.6);
  });
}

function tell(what: string, [megatron, arrow]: readonly [number, number], bar: number): void {
  const ratio = arrow / megatron;
  console.log(
    `${what.padEnd(32)} Megatron ${Math.round(megatron / 1000)}k, Arrow ${Math.round(arrow / 1000)}k: ${ratio.toFixed(2)} times (bar ${bar})`,
  );
}
