/** What the paths of an input have in common: below it, the names of its files tell them from each other wherever the whole lies. */

/** Index of the first part of a path that contains a wildcard; below 0 when no part does. */
export function firstWildcard(parts: readonly string[]): number {
  return parts.findIndex((part) => /[*?[{(!\\]/.test(part));
}

/** The deepest folder (or the one file) that all paths lie in, up to their first wildcards. Looks at no disk. */
export function inputRoot(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map(fixedParts);
  const parted = first.findIndex((part, at) => others.some((other) => other[at] !== part));
  return (parted < 0 ? first : first.slice(0, parted)).join("/");
}

function fixedParts(path: string): readonly string[] {
  const parts = path.split("/");
  const wild = firstWildcard(parts);
  return wild < 0 ? parts.filter((part, at) => part !== "" || at < parts.length - 1) : parts.slice(0, wild);
}
