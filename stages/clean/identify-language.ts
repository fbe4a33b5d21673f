import { z } from "zod";
import { defineMap } from "../../pipeline/contracts/stage.js";
import { shippedFile } from "../files/shipped-file.js";
import { languageModelPath } from "../text/language/language-model.js";
import { languageShares } from "../text/language/language-shares.js";

const parameters = z.object({
  replace: z.boolean().default(false).describe("Replace a language that the source has stated"),
  "min-share": z
    .number()
    .min(0)
    .max(1)
    .default(0.05)
    .describe("Lowest share of a language that is noted in `meta.languages`"),
});

/** Notes the languages of a text beside it; the text stays. */
export const identifyLanguage = defineMap({
  name: "identify-language",
  summary:
    "Writes the main language into `lang` and the shares of all of them into `meta.languages`; changes no text.",
  source:
    "stages/text/language/language-shares.ts: scripts, letter trigrams, character log-odds, paragraph by paragraph",
  parameters,
  cost: { memoryBytes: 1_200_000 },
  files: () => [shippedFile(...languageModelPath)],
  examples: [
    { in: "这是一段中文。", out: "这是一段中文。" },
    { in: "A sentence.\n一句话。", out: "A sentence.\n一句话。" },
  ],
  open: (params) => (sample) => {
    const shares = [...languageShares(sample.text)];
    const [main] = shares[0] ?? ["other"];
    const languages = Object.fromEntries(
      shares
        .filter(([, share]) => share >= params["min-share"])
        .map(([name, share]) => [name, Math.round(share * 1000) / 1000]),
    );
    return {
      ...sample,
      lang: params.replace ? main : (sample.lang ?? main),
      meta: { ...sample.meta, languages },
    };
  },
});
