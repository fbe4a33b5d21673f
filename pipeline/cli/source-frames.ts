/** Names the places of a stack by the sources: what runs is compiled, most of it in one long line of a bundle. */
import { existsSync, readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("../../../", import.meta.url));

/**
 * Puts `pipeline/run/task.ts:62:9` in place of each file with a source map beside it. Maps are read here, for an error that is told, so
 * that no start pays for them.
 */
export function nameSources(stack: string): string {
  const maps = new Map<string, SourceMap | undefined>();
  return stack.replaceAll(
    /(?:file:\/\/)?((?:\/[^\n()]{1,4096}?|dist\/bundle\/\w+)\.[cm]?js):(\d+):(\d+)/g,
    (place, named: string, line: string, column: string) => {
      const file = resolve(project, named);
      if (!maps.has(file)) maps.set(file, mapOf(file));
      const entry = maps.get(file)?.findEntry(Number(line) - 1, Number(column) - 1);
      if (entry === undefined || !("originalSource" in entry)) return place;
      const source = relative(project, resolve(dirname(file), entry.originalSource));
      return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    },
  );
}

function mapOf(file: string): SourceMap | undefined {
  const path = `${file}.map`;
  if (!file.startsWith(project) || !existsSync(path)) return undefined;
  return new SourceMap(JSON.parse(readFileSync(path, "utf8")) as SourceMapPayload);
}
