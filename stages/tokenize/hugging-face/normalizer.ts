/**
 * The normalizers of a Hugging Face file that rewrite text as a whole: a list of steps from text to text, each of which can also tell where
 * everything comes from.
 */
import { z } from "zod";
import { toNfc } from "../normal-forms.js";
import { alignedNfc } from "../offsets/aligned-forms.js";
import type { AlignedText } from "../offsets/aligned-text.js";
import type { Refuse } from "../unsupported.js";
import type { FilePart } from "./file.js";

export interface Rewrite {
  rewrite(text: string): string;
  align(text: AlignedText): AlignedText;
}

const replaceSchema = z.looseObject({
  pattern: z.object({ String: z.string().min(1) }),
  content: z.string(),
});

/** The steps of a normalizer, one after the other. */
export function readNormalizer(normalizer: FilePart, refuse: Refuse): Rewrite {
  const steps = readSteps(normalizer, refuse);
  return {
    rewrite: (text) => steps.reduce((rewritten, step) => step.rewrite(rewritten), text),
    align: (text) => steps.reduce((rewritten, step) => step.align(rewritten), text),
  };
}

function readSteps(normalizer: FilePart, refuse: Refuse): Rewrite[] {
  if (normalizer === null || normalizer === undefined) return [];
  switch (normalizer.type) {
    case "Sequence":
      return listOf(normalizer.normalizers).flatMap((each) => readSteps(each, refuse));
    case "NFC":
      return [{ rewrite: toNfc, align: alignedNfc }];
    case "Prepend": {
      const { prepend } = normalizer;
      if (typeof prepend !== "string") return refuse("normalizer", "a Prepend without its text");
      return [
        { rewrite: (text) => (text === "" ? "" : prepend + text), align: (text) => text.prepend(prepend) },
      ];
    }
    case "Replace": {
      const replace = replaceSchema.safeParse(normalizer);
      if (!replace.success) return refuse("normalizer", "a Replace by a pattern, expected a String");
      const { pattern, content } = replace.data;
      return [
        {
          rewrite: (text) => text.replaceAll(pattern.String, () => content),
          align: (text) => text.replaceAll(pattern.String, content),
        },
      ];
    }
    default:
      return refuse("normalizer", `the normalizer ${normalizer.type} is not known`);
  }
}

/** Whether normalized text has none of a string, because the last thing done to it is to replace that string by another. */
export function replacesAll(normalizer: FilePart, string: string): boolean {
  if (normalizer?.type === "Sequence") return replacesAll(listOf(normalizer.normalizers).at(-1), string);
  const replace = replaceSchema.safeParse(normalizer);
  return (
    normalizer?.type === "Replace" &&
    replace.success &&
    replace.data.pattern.String === string &&
    string.length === 1 &&
    !replace.data.content.includes(string)
  );
}

/** The members of a Sequence. */
export function listOf(members: unknown): { readonly type: string; readonly [key: string]: unknown }[] {
  const parsed = z.array(z.looseObject({ type: z.string() })).safeParse(members);
  return parsed.success ? parsed.data : [];
}
