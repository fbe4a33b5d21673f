/** The Metaspace of a Hugging Face file: spaces become a visible character, and the text is cut before each. */
import { z } from "zod";
import type { AlignedText } from "../offsets/aligned-text.js";
import type { Refuse } from "../unsupported.js";
import type { FilePart } from "./file.js";

export interface Metaspace {
  /** What stands for a space: U+2581. */
  readonly mark: string;
  readonly prepends: "always" | "first" | "never";
  readonly splits: boolean;
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
  const parsed = schema.safeParse(preTokenizer);
  if (preTokenizer.type !== "Metaspace" || !parsed.success) {
    return refuse("pre_tokenizer", `it is ${preTokenizer.type}, expected Metaspace or none`);
  }
  const { replacement, prepend_scheme, add_prefix_space, split } = parsed.data;
  return {
    mark: replacement,
    prepends: prepend_scheme ?? (add_prefix_space === false ? "never" : "always"),
    splits: split,
  };
}

export function applyMetaspace(metaspace: Metaspace, text: string, isFirst: boolean): string {
  const { mark } = metaspace;
  const marked = text.replaceAll(" ", mark);
  return wantsMark(metaspace, marked, isFirst) ? mark + marked : marked;
}

export function alignMetaspace(metaspace: Metaspace, text: AlignedText, isFirst: boolean): AlignedText {
  const { mark } = metaspace;
  const marked = text.replaceAll(" ", mark);
  return wantsMark(metaspace, marked.text, isFirst) ? marked.prepend(mark) : marked;
}

function wantsMark({ mark, prepends }: Metaspace, marked: string, isFirst: boolean): boolean {
  const wants = prepends === "always" || (prepends === "first" && isFirst);
  return wants && marked !== "" && !marked.startsWith(mark);
}
