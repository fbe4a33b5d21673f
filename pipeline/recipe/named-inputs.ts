/** The inputs of a recipe, each with its name and with paths that hold wherever the program runs. */
import { basename } from "node:path";
import { resolveLocation } from "../storage/location.js";
import { inputRoot } from "./input-root.js";
import { type InputSpec, inputSchema, type RecipeHead } from "./recipe.js";

/** Inputs with names and absolute paths. Names after files that coincide get a number. */
export function namedInputs(input: RecipeHead["input"] | { path: string[] }, baseDir: string): InputSpec[] {
  const list = (Array.isArray(input) ? input : [input]).map((entry) =>
    inputSchema.parse(typeof entry === "string" ? { path: entry } : entry),
  );
  const taken = new Set(list.map(({ name }) => name));
  return list.map((entry) => {
    const paths = (typeof entry.path === "string" ? [entry.path] : entry.path).map((path) =>
      resolveLocation(baseDir, path),
    );
    if (entry.name !== undefined) return { name: entry.name, paths };
    const after = defaultName(paths.length === 1 ? (paths[0] ?? "") : inputRoot(paths));
    let name = after;
    for (let number = 2; taken.has(name); number++) name = `${after}-${number}`;
    taken.add(name);
    return { name, paths };
  });
}

function defaultName(path: string): string {
  const fixed = path.split(/[*?{[]/)[0] ?? path;
  const name = basename(fixed.endsWith("/") ? fixed.slice(0, -1) : fixed).replace(/\..*$/, "");
  return name.replace(/[^\p{L}\p{M}\p{N}._-]/gu, "-") || "input";
}
