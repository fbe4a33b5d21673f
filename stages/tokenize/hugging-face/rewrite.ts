/** One step of a normalizer, from text to text. */
import type { AlignedText } from "../offsets/aligned-text.js";

export interface Rewrite {
  rewrite(text: string): string;
  /** The same, where each character of the text knows its place in the text that was given. */
  align(text: AlignedText): AlignedText;
}
