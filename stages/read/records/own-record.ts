/** Records of a dataset of texts that this project wrote: read again, they give the fields of the documents back, however often. */
import type { JsonValue } from "../../../pipeline/contracts/sample.js";
import { maxDepth } from "../json/json-record.js";
import { parseJson } from "../json/whole-numbers.js";

const ownFields = ["meta", "scores", "id", "source", "origin", "title", "lang", "url", "text"];

export function isOwnRecord(has: (field: string) => boolean): boolean {
  return ownFields.every(has);
}

/** A column as JSON Lines have it: in tables these are JSON in a text. */
export function unwrappedColumn(name: string, value: JsonValue): JsonValue {
  if (typeof value !== "string" || !["meta", "scores", "captions"].includes(name)) return value;
  try {
    return parseJson(value, maxDepth) as JsonValue;
  } catch {
    return value;
  }
}

type Notes = Readonly<Record<string, JsonValue>>;

/**
 * What such a record holds beside its texts, as the notes of a document. Its own notes stand among them, and are as old as they can be:
 * a column of the same name is newer and goes before, but for `source` and `origin`, which tell where the document first came from.
 */
export function unwrappedNotes(columns: Notes): Notes {
  const { meta: notes, ...others } = columns;
  if (!isNotes(notes)) return columns;
  const { source: _source, origin: _origin, ...newer } = others;
  return { ...others, ...notes, ...newer };
}

export function isScores(value: JsonValue | undefined): value is Readonly<Record<string, number>> {
  return isNotes(value) && Object.values(value).every((score) => typeof score === "number");
}

function isNotes(value: JsonValue | undefined): value is Notes {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
