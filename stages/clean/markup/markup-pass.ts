/** What a pass over a text remembers while markup is removed from it. */

/** Positions only ascend, so a search result holds until the pass has gone beyond it. */
export interface Pass {
  readonly text: string;
  /** Of the text, as `kindsOf` gave them: a look at a unit of a string is six times the code for V8 to compile. */
  readonly units: Uint16Array;
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

export function beginPass(text: string, units: Uint16Array): Pass {
  return {
    text,
    units,
    absent: new Set(),
    budget: { units: 4 * text.length + 100_000 },
    glossIsOpen: false,
    lineStart: 0,
    lineKnownTo: 0,
  };
}
