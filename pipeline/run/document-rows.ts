/** Samples as rows of a text dataset. */
import type { Column, RowBatch } from "../rows.js";
import type { Sample } from "../sample.js";

const fields = ["id", "source", "origin", "title", "lang", "url", "text", "meta", "scores"] as const;

/** All columns are UTF-8; `meta` and `scores` are JSON objects. */
export function documentColumns(): readonly Column[] {
  return fields.map((name) => ({
    name,
    type: { kind: "utf8" },
    nullable: name === "title" || name === "lang" || name === "url",
  }));
}

export function documentBatch(samples: readonly Sample[]): RowBatch {
  return {
    rows: samples.length,
    columns: fields.map((name) => ({ kind: "utf8", values: samples.map((sample) => fieldOf(sample, name)) })),
  };
}

function fieldOf(sample: Sample, name: (typeof fields)[number]): string | null {
  if (name === "meta" || name === "scores") return JSON.stringify(sample[name]);
  return sample[name] ?? null;
}
