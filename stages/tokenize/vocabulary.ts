/** A vocabulary as the file has it. */

/**
 * No Map, because a copy of 150,000 entries into one costs as much as reading them. To be asked with `idIn` only, since an object
 * also has what it inherits.
 */
export type Vocabulary = Readonly<Record<string, number>>;

/** No prototype: a token may be called "constructor". */
export function vocabularyOf(entries: readonly (readonly [spelling: string, id: number])[]): Vocabulary {
  return Object.assign(Object.create(null) as Vocabulary, Object.fromEntries(entries));
}

/** The id of a spelling. */
export function idIn(vocabulary: Vocabulary, spelling: string): number | undefined {
  const id: unknown = vocabulary[spelling];
  return typeof id === "number" ? id : undefined;
}

export function isVocabulary(vocab: unknown): vocab is Vocabulary {
  return typeof vocab === "object" && vocab !== null && !Array.isArray(vocab);
}
