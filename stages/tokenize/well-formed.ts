/** A text with U+FFFD in place of lone surrogates. The method is in Node 20, but not yet in the types of ES2023. */
export function wellFormed(text: string): string {
  return (text as string & { toWellFormed(): string }).toWellFormed();
}
