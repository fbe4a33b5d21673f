/** What the paths of an input have in common: below it, the names of its files tell them from each other wherever the whole lies. */

/** Whether a part of a path is a pattern, unless a file or folder is called so. */
export function holdsWildcard(part: string): boolean {
  return /[*?[{(!\\]/.test(part);
}

/** The deepest folder (or the one file) that all paths lie in, up to their first wildcards. Looks at no disk. */
export function inputRoot(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map(fixedParts);
  const parted = first.findIndex((part, at) => others.some((other) => other[at] !== part));
  return (parted < 0 ? first : first.slice(0, parted)).join("/");
}

function fixedParts(path: string): readonly string[] {
  const parts = path.split("/");
  const wild = parts.findIndex(holdsWildcard);
  return wild < 0 ? parts.filter((part, at) => part !== "" || at < parts.length - 1) : parts.slice(0, wild);
}
