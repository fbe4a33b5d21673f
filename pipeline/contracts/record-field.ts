/** A field of a sample or of its record, by its path with dots. */
import type { JsonValue, Sample } from "./sample.js";

/** @param item what `item` stands for in the path, where a stage goes through a list */
export function fieldOf(path: string, sample: Sample, item: JsonValue | undefined): JsonValue | undefined {
  const names = path.trim().split(".");
  const first = names.shift() ?? "";
  if (first === "item") return inside(item, names);
  if (first === "meta") return inside(sample.meta, names);
  switch (first) {
    case "text":
    case "title":
    case "url":
    case "lang":
    case "id":
    case "source":
      return sample[first];
    default:
      // What is no field of a sample is one of its record.
      return inside(sample.meta, [first, ...names]);
  }
}

function inside(value: JsonValue | undefined, names: readonly string[]): JsonValue | undefined {
  let current = value;
  for (const name of names) {
    if (typeof current !== "object" || current === null || Array.isArray(current)) return undefined;
    current = Object.hasOwn(current, name) ? (current as { [key: string]: JsonValue })[name] : undefined;
  }
  return current;
}
