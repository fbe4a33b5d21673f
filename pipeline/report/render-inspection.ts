/** An inspection in words, safe to print whatever the corpus holds. */

import type { Column } from "../contracts/rows.js";
import type { InspectedRow, Inspection } from "../dataset/inspect-dataset.js";
import { mixtureLines } from "./mixture-lines.js";
import { plural } from "./plural.js";
import { printable, printableHead } from "./printable.js";

const headCharacters = 160;
const shownPassages = 8;
const shownShards = 12;
const shownIds = 24;
const labelWidth = 10;

/** @param formatBytes how sizes are told */
export function renderInspection(inspection: Inspection, formatBytes: (bytes: number) => string): string {
  const { facts, rows, tokens, documents, bytes, tokenizer, tokenizerProblem } = inspection;
  const lines = [
    label("recipe", `${inspection.recipe} (plan ${inspection.plan.slice(0, 12)})`),
    label("format", `${inspection.sink}, ${formatBytes(bytes)}`),
    label("rows", rows.toLocaleString("en")),
    ...(tokens > 0 ? [label("tokens", tokens.toLocaleString("en"))] : []),
    ...(documents === undefined ? [] : [label("documents", documents.toLocaleString("en"))]),
    ...(tokenizer === undefined
      ? []
      : [label("tokenizer", `${printable(tokenizer.name)}, ${tokenizer.size.toLocaleString("en")} tokens`)]),
    ...(tokenizerProblem === undefined
      ? []
      : [label("tokenizer", `not here, ids are shown: ${printable(tokenizerProblem)}`)]),
    "",
    "columns",
    ...inspection.columns.map((column) => `  ${printable(column.name)}: ${typeWords(column)}`),
    "",
    "facts",
    ...Object.entries(facts).map(([name, value]) => `  ${printable(name)}: ${printable(String(value))}`),
    ...mixtureLines(inspection.mixture).map(printable),
    "",
    `shards (${inspection.shards.length})`,
    ...some(inspection.shards, shownShards, "shards").map((shard) =>
      typeof shard === "string"
        ? `  ${shard}`
        : `  ${printable(shard.file)}  ${plural(shard.rows, "row")}  ${formatBytes(shard.bytes)}`,
    ),
  ];
  for (const sample of inspection.samples) lines.push("", ...renderRow(sample));
  return lines.join("\n");
}

function label(name: string, value: string): string {
  return `${name.padEnd(labelWidth)} ${printable(value)}`;
}

function typeWords({ type, nullable }: Column): string {
  const words =
    type.kind === "fixed-list"
      ? `list of ${type.length} ${type.item}`
      : type.kind === "list"
        ? `list of ${type.item}`
        : type.kind;
  return nullable ? `${words} or null` : words;
}

function renderRow(sample: InspectedRow): string[] {
  if (sample.kind === "fields") {
    return [
      `row ${sample.row}`,
      ...Object.entries(sample.fields).flatMap(([name, value]) =>
        value === null ? [] : [`  ${printable(name)}: ${fieldWords(value)}`],
      ),
    ];
  }
  const { passages, ids } = sample;
  return [
    `row ${sample.row}: ${ids.length} tokens, ${plural(passages.filter(({ padding }) => !padding).length, "document")} or parts`,
    ...some(passages, shownPassages, "documents").map((passage) => {
      if (typeof passage === "string") return `  ${passage}`;
      const place = `[${passage.from}, ${passage.to})`;
      if (passage.padding) return `  ${place} padding`;
      if (passage.text !== undefined) return `  ${place} ${printableHead(passage.text, headCharacters)}`;
      const shown = ids.slice(passage.from, Math.min(passage.to, passage.from + shownIds));
      return `  ${place} ${shown.join(" ")}${passage.to - passage.from > shownIds ? " …" : ""}`;
    }),
  ];
}

function fieldWords(value: string | number | readonly number[]): string {
  if (typeof value === "string") return printableHead(value, headCharacters);
  if (typeof value === "number") return String(value);
  return some(value, shownIds, "values").join(" ");
}

/** The first of many, and a word about the others. */
function some<T>(all: readonly T[], shown: number, what: string): readonly (T | string)[] {
  return all.length <= shown ? all : [...all.slice(0, shown), `… ${all.length - shown} more ${what}`];
}
