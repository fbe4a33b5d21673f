/** The totals of a manifest against the shards, sources and facts that it lists. */
import type { DatasetManifest } from "./manifest-file.js";

export function checkTotals({ shards, rows, bytes, tokens, facts, mixture }: DatasetManifest): string[] {
  const problems: string[] = [];
  const sum = (part: "rows" | "bytes"): number => shards.reduce((before, shard) => before + shard[part], 0);
  const equal = (name: string, stated: number, found: number): void => {
    if (stated !== found) problems.push(`${name} is ${stated}, but the parts have ${found}`);
  };
  equal("rows", rows, sum("rows"));
  equal("bytes", bytes, sum("bytes"));
  if (mixture?.measure === "tokens") equal("tokens", tokens, sumOfSources(mixture.sources));
  const most = shards.reduce((before, shard) => Math.max(before, shard.rows), 0);
  const least = shards.reduce((before, shard) => Math.min(before, shard.rows), most);
  // `wudao forget` takes documents out of single shards, so that these are no longer even.
  if (most - least > 1 && facts.forgotten === undefined)
    problems.push(`the shards are uneven: ${least} to ${most} rows, at most 1 apart was promised`);
  const length = facts["sequence-length"];
  const padding = facts["padding-tokens"];
  const dropped = facts["dropped-tokens"];
  // Only a packed dataset states all three.
  if (typeof length === "number" && typeof padding === "number" && typeof dropped === "number")
    equal("tokens", tokens, rows * length - padding + dropped);
  if (new Set(shards.map(({ file }) => file)).size < shards.length) problems.push("a shard is listed twice");
  return problems;
}

function sumOfSources(sources: readonly { readonly got: number }[]): number {
  return sources.reduce((sum, { got }) => sum + got, 0);
}
