/** A small dataset whose filters were to decide later, and what they would remove by a count of our own. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { wudao } from "./served-wudao.js";

export const sinks = ["write-jsonl", "write-arrow", "write-parquet"] as const;

interface Document {
  readonly id: string;
  readonly han: number;
  readonly letters: number;
}

export const documents: readonly Document[] = Array.from({ length: 90 }, (_, number) => ({
  id: `doc-${number}`,
  han: (number * 37) % 90,
  letters: (number * 53) % 71,
}));

const longest = 100;

export function isRemoved({ han, letters }: Document, minHan: number): { han: boolean; length: boolean } {
  return { han: han < minHan, length: han + letters < 30 || han + letters > longest };
}

/** @returns the folder of the dataset */
export async function writeScored(
  folder: string,
  sink: (typeof sinks)[number],
  decide: "later" | "now" = "later",
): Promise<string> {
  const lines = documents.map(({ id, han, letters }) =>
    JSON.stringify({ id, text: "文".repeat(han) + "x".repeat(letters) }),
  );
  writeFileSync(join(folder, "in.jsonl"), lines.join("\n"));
  const stages = [
    { "read-json": { id: "id", text: "text" } },
    { "min-han": { min: 20 } },
    { "text-length": { min: 30, max: longest } },
    { [sink]: { "shard-bytes": "4KiB" } },
  ];
  const recipe = { name: "scored", decide, input: { path: "in.jsonl" }, "split-bytes": "4KiB", stages };
  const file = join(folder, `${decide}.yaml`);
  writeFileSync(file, JSON.stringify(recipe));
  const output = join(folder, decide);
  await wudao(["run", file, "--output", output, "--quiet"]);
  return output;
}
