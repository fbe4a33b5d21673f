/** Special tokens as `tokenizer.json` lists them. */
export function addedTokens(contents: readonly string[], firstId: number): object[] {
  return contents.map((content, index) => ({
    id: firstId + index,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  }));
}
