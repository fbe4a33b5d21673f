/** The nearest known word to a mistyped one, in letters of any case, or undefined when nothing is near. */
export function nearestWord(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  const written = word.toLowerCase();
  for (const candidate of known) {
    const distance = Math.min(
      editDistance(written, candidate.toLowerCase()),
      distanceToPart(written, candidate),
    );
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `Did you mean "x"?`, or the list of what is known. */
export function suggest(word: string, known: readonly string[]): string {
  const near = nearestWord(word, known);
  return near === undefined ? `Known: ${[...known].sort().join(", ")}` : `Did you mean "${near}"?`;
}

/** Distance to the nearest part of a name with hyphens, plus one: "minhsh" means minhash-dedup. */
function distanceToPart(word: string, candidate: string): number {
  const parts = candidate.split("-").filter((part) => part.length > 3);
  return Math.min(...parts.map((part) => editDistance(word, part) + 1));
}

/** Levenshtein distance of two short words. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
