/**
 * Items of evaluation sets, from files: JSON Lines, one JSON value (an array of records, or nested as SQuAD and CMRC are), or plain
 * text with an item a line; gzip too.
 */
import { basename } from "node:path";
import { UserError } from "../../../pipeline/contracts/errors.js";
import { readTextFile } from "../../files/text-file.js";

export interface BenchmarkItem {
  /** File name without its endings. */
  readonly benchmark: string;
  /** Number of the record in its file, from 1, and the field. */
  readonly item: string;
  readonly text: string;
}

/** @param fields names of the fields that hold texts of items, at any depth of a record; all fields when empty */
export function readBenchmark(path: string, fields: readonly string[]): BenchmarkItem[] {
  const benchmark = basename(path).replace(/(\.(jsonl|ndjson|json|txt|gz))+$/i, "");
  const isWanted = (keys: readonly string[]): boolean =>
    fields.length === 0 || keys.length === 0 || keys.some((key) => fields.includes(key));
  return recordsOf(readTextFile(path), path).flatMap((record, index) =>
    stringsOf(record)
      .filter(([keys]) => isWanted(keys))
      .map(([keys, text]) => ({ benchmark, item: [index + 1, ...keys].join("."), text })),
  );
}

function recordsOf(text: string, path: string): unknown[] {
  const start = text.trimStart();
  if (start.startsWith("[")) return parse(text, path, 1) as unknown[];
  const isJson = start.startsWith("{");
  if (isJson && !isComplete(start.split("\n", 1).join(""))) return [parse(text, path, 1)];
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === "") return [];
    return [isJson ? parse(line, path, index + 1) : line];
  });
}

/** Whether the first line is a record of its own; otherwise one goes over many lines. */
function isComplete(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

function parse(json: string, file: string, line: number): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const before = json.slice(0, Number(/at position (\d+)/.exec(reason)?.[1] ?? 0));
    throw new UserError(
      "bad-benchmark",
      `a record of the evaluation set is no JSON: ${reason}`,
      "Give JSON Lines, a JSON array or object, or plain text with an item a line",
      { file, line: line + before.split("\n").length - 1 },
    );
  }
}

/** The strings of a record, each behind the keys that lead to it. */
function stringsOf(value: unknown, keys: readonly string[] = []): [keys: readonly string[], text: string][] {
  if (typeof value === "string") return [[keys, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => stringsOf(inner, [...keys, key]));
}
