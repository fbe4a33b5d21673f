/**
 * The normalizers of a Hugging Face file that rewrite text as a whole: a list of steps from text to text, each of which can also tell where
 * everything comes from.
 */
import { z } from "zod";
import { toNfc } from "../normal-forms.js";
import { alignedNfc } from "../offsets/aligned-forms.js";
import type { Refuse } from "../unsupported.js";
import { type FilePart, listOf, readMembers } from "./file-part.js";
import { precompiled } from "./precompiled.js";
import type { Rewrite } from "./rewrite.js";

const precompiledSchema = z.looseObject({ precompiled_charsmap: z.base64() });

const stripSchema = z.looseObject({ strip_left: z.boolean(), strip_right: z.boolean() });

/** The one pattern that files of Unigram models replace: runs of spaces. */
const spaceRunSchema = z.looseObject({
  pattern: z.object({ Regex: z.literal(" {2,}") }),
  content: z.string(),
});

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
      return readMembers(normalizer.normalizers, "normalizer.normalizers", refuse).flatMap((each) =>
        readSteps(each, refuse),
      );
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
      const spaceRuns = spaceRunSchema.safeParse(normalizer);
      if (spaceRuns.success) {
        const { content } = spaceRuns.data;
        return [
          {
            rewrite: (text) => text.replace(/ {2,}/g, () => content),
            align: (text) => text.replaceAll(/ {2,}/g, content),
          },
        ];
      }
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
    case "Strip": {
      const strip = stripSchema.safeParse(normalizer);
      if (!strip.success) return refuse("normalizer", "a Strip without its sides");
      return [stripping(strip.data.strip_left, strip.data.strip_right)];
    }
    case "Precompiled": {
      const rules = precompiledSchema.safeParse(normalizer);
      if (!rules.success) return refuse("normalizer", "a Precompiled without its rules in base64");
      try {
        return [precompiled(Buffer.from(rules.data.precompiled_charsmap, "base64"))];
      } catch (error) {
        return refuse(
          "normalizer",
          `the rules of Precompiled: ${error instanceof Error ? error.message : error}`,
        );
      }
    }
    default:
      return refuse("normalizer", `the normalizer ${normalizer.type} is not known`);
  }
}

const whiteSpace = /\p{White_Space}/u;

/** White space goes from the sides of the text. */
function stripping(left: boolean, right: boolean): Rewrite {
  const rangeOf = (text: string): readonly [number, number] => {
    let from = 0;
    let to = text.length;
    while (left && from < to && whiteSpace.test(text.charAt(from))) from++;
    while (right && to > from && whiteSpace.test(text.charAt(to - 1))) to--;
    return [from, to];
  };
  return {
    rewrite: (text) => text.slice(...rangeOf(text)),
    align: (text) => text.slice(...rangeOf(text.text)),
  };
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
