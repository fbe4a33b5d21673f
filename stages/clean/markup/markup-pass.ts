/** What a pass over a text remembers while markup is removed from it. */

/** Positions only ascend, so a search result holds until the pass has gone beyond it. */
export interface Pass {
  readonly text: string;
  /** Ends (`-->`, `</script` ...) that are known not to follow any more, so that they are not looked for again. */
  readonly absent: Set<string>;
  /** Units that failed attempts to read a tag may still look at. */
  readonly budget: { units: number };
  /** Whether a gloss was opened with a bracket. */
  glossIsOpen: boolean;
  /** Start of the line that was asked for last, and up to where line starts were looked for. */
  lineStart: number;
  lineKnownTo: number;
}

export function beginPass(text: string): Pass {
  return {
    text,
    absent: new Set(),
    budget: { units: 4 * text.length + 100_000 },
    glossIsOpen: false,
    lineStart: 0,
    lineKnownTo: 0,
  };
}
