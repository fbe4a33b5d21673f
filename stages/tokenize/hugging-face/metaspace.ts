/** The Metaspace of a Hugging Face file: spaces become a visible character, and the text is cut before each. */
import { z } from "zod";
import { AlignedText } from "../offsets/aligned-text.js";
import type { Refuse } from "../unsupported.js";
import { type FilePart, listOf } from "./file-part.js";

export interface Metaspace {
  /** What stands for a space: U+2581. */
  readonly mark: string;
  readonly prepends: "always" | "first" | "never";
  readonly splits: boolean;
  /** White space of all kinds only parts words, each of which begins with a mark (WhitespaceSplit before Metaspace: XLM-R, T5). */
  readonly dropsWhiteSpace: boolean;
}

const schema = z.looseObject({
  replacement: z.string().length(1),
  prepend_scheme: z.enum(["always", "first", "never"]).optional(),
  // Files of before 2024.
  add_prefix_space: z.boolean().optional(),
  split: z.boolean().default(true),
});

/** `undefined` where there is no pre-tokenizer: the text is one word. */
export function readMetaspace(preTokenizer: FilePart, refuse: Refuse): Metaspace | undefined {
  if (preTokenizer === null || preTokenizer === undefined) return undefined;
  if (preTokenizer.type === "Sequence") {
    const [first, second, ...others] = listOf(preTokenizer.pretokenizers);
    if (first?.type === "WhitespaceSplit" && second?.type === "Metaspace" && others.length === 0) {
      const metaspace = readMetaspace(second, refuse);
      if (metaspace?.prepends === "always" && metaspace.splits)
        return { ...metaspace, dropsWhiteSpace: true };
    }
  }
  const parsed = schema.safeParse(preTokenizer);
  if (preTokenizer.type !== "Metaspace" || !parsed.success) {
    return refuse("pre_tokenizer", `it is ${preTokenizer.type}, expected Metaspace or none`);
  }
  const { replacement, prepend_scheme, add_prefix_space, split } = parsed.data;
  return {
    mark: replacement,
    prepends: prepend_scheme ?? (add_prefix_space === false ? "never" : "always"),
    splits: split,
    dropsWhiteSpace: false,
  };
}

const word = /\P{White_Space}+/gu;

export function applyMetaspace(metaspace: Metaspace, text: string, isFirst: boolean): string {
  const { mark } = metaspace;
  if (metaspace.dropsWhiteSpace)
    return Array.from(text.matchAll(word), ([found]) => (found.startsWith(mark) ? found : mark + found)).join(
      "",
    );
  const marked = text.replaceAll(" ", mark);
  return wantsMark(metaspace, marked, isFirst) ? mark + marked : marked;
}

export function alignMetaspace(metaspace: Metaspace, text: AlignedText, isFirst: boolean): AlignedText {
  const { mark } = metaspace;
  if (metaspace.dropsWhiteSpace) {
    const words = Array.from(text.text.matchAll(word), (found) => {
      const piece = text.slice(found.index, found.index + found[0].length);
      return found[0].startsWith(mark) ? piece : piece.prepend(mark);
    });
    return AlignedText.join(words);
  }
  const marked = text.replaceAll(" ", mark);
  return wantsMark(metaspace, marked.text, isFirst) ? marked.prepend(mark) : marked;
}

function wantsMark({ mark, prepends }: Metaspace, marked: string, isFirst: boolean): boolean {
  const wants = prepends === "always" || (prepends === "first" && isFirst);
  return wants && marked !== "" && !marked.startsWith(mark);
}
