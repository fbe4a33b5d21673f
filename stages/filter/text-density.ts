import { z } from "zod";
import type { Sample } from "../../pipeline/sample.js";
import { defineFilter } from "../../pipeline/stage.js";
import { profileOf } from "../text/profile.js";

const parameters = z.object({
  measure: z
    .enum(["text", "chinese", "page"])
    .default("text")
    .describe(
      "text: letters, digits and Han among visible characters; chinese: Han and Chinese punctuation among visible characters; page: characters of the text among those of the HTML page",
    ),
  min: z
    .number()
    .min(0)
    .max(1)
    .default(0.7)
    .describe("Lowest density, 0 - 1. The paper's 0.70 suits text and chinese; page needs about 0.05 - 0.2"),
  "html-length-key": z
    .string()
    .default("htmlLength")
    .describe("Key of `meta` that holds the length of the HTML page in characters (measure: page)"),
});

/** Drops pages that hold little text. */
export const textDensity = defineFilter({
  name: "text-density",
  summary: "Drops texts in which too small a share is text.",
  source:
    "Yuan et al. 2021, §2.2 (text density under 70 % is dropped); MNBVC words it as the share of Chinese (measure: chinese)",
  parameters,
  reasons: { "low-density": "text density below the minimum" },
  examples: [
    { in: "正文占了绝大部分，符号很少。", out: "正文占了绝大部分，符号很少。" },
    { in: "| --- | === | *** | 菜单 | >>>", out: null },
    { in: "中文 with mostly English words", out: null, params: { measure: "chinese" } },
  ],
  open: (params) => (sample) => {
    const score = densityOf(sample, params.measure, params["html-length-key"]);
    return { score, reason: score < params.min ? "low-density" : undefined };
  },
});

function densityOf(sample: Sample, measure: "text" | "chinese" | "page", key: string): number {
  const p = profileOf(sample.text);
  if (measure === "page") {
    const page = sample.meta[key];
    // A sample that comes from no page is all text.
    return typeof page === "number" && page > 0 ? Math.min(1, p.length / page) : 1;
  }
  if (p.visible === 0) return 0;
  if (measure === "chinese") return (p.han + p.punctuationCjk) / p.visible;
  const letters = p.han + p.latin + p.latinExtended + p.letterOther + p.kana + p.hangul + p.digit;
  return (letters + p.fullwidthLetter + p.fullwidthDigit + p.hanAstral) / p.visible;
}
