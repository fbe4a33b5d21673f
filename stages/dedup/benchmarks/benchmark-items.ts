/** Items of evaluation sets, from files: JSON Lines, a JSON array, or plain text with an item a line; gzip too. */
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

/** @param fields names of the fields that hold texts of items; all fields when empty */
export function readBenchmark(path: string, fields: readonly string[]): BenchmarkItem[] {
  const benchmark = basename(path).replace(/(\.(jsonl|ndjson|json|txt|gz))+$/i, "");
  return recordsOf(readTextFile(path), path).flatMap((record, index) =>
    stringsOf(record, fields).map(([field, value]) => ({
      benchmark,
      item: field === "" ? `${index + 1}` : `${index + 1}.${field}`,
      text: value,
    })),
  );
}

function recordsOf(text: string, path: string): unknown[] {
  const start = text.trimStart();
  if (start.startsWith("[")) return parse(start, path, 1) as unknown[];
  const lines = text.split(/\r?\n/);
  const isJson = start.startsWith("{");
  return lines.flatMap((line, index) => {
    if (line.trim() === "") return [];
    return [isJson ? parse(line, path, index + 1) : line];
  });
}

function parse(json: string, file: string, line: number): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new UserError(
      "bad-benchmark",
      `a record of the evaluation set is no JSON: ${error instanceof Error ? error.message : String(error)}`,
      "Give JSON Lines, a JSON array, or plain text with an item a line",
      { file, line },
    );
  }
}

/** The strings of a record with the names of their fields; of nested ones the path. */
function stringsOf(value: unknown, fields: readonly string[], path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    if (path === "" && fields.length > 0 && !fields.includes(key)) return [];
    return stringsOf(inner, fields, path === "" ? key : `${path}.${key}`);
  });
}
