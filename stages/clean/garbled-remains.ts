import { z } from "zod";
import { withText } from "../../pipeline/contracts/sample.js";
import { defineTextMap } from "../../pipeline/contracts/stage.js";
import { profileOf } from "../text/profile.js";
import { Splice } from "../text/splice.js";

const parameters = z.object({
  "replacement-characters": z
    .boolean()
    .default(true)
    .describe("Remove U+FFFD, the mark of bytes that could not be decoded"),
  words: z
    .array(z.string().min(1))
    .default([])
    .describe("Further garbled words to remove, beside 锟斤拷, 烫烫烫, 屯屯屯, 锘匡豢 and ï¿½"),
});

/** What GBK readers make of U+FFFD and U+FEFF in UTF-8, of unset memory, and what Windows-1252 readers make of U+FFFD. */
const wellKnown = ["锟斤拷", "烫烫烫", "屯屯屯", "锘匡豢", "锟藉", "ï¿½", "â€‹"];

/** Removes the well-known remains of wrong decoding. */
export const garbledRemains = defineTextMap({
  name: "garbled-remains",
  summary: "Removes remains of wrongly decoded bytes: 锟斤拷, 烫烫烫, U+FFFD.",
  source: "Yuan et al. 2021, §2.2 (high-frequency garbled words are removed); the list is this project's",
  parameters,
  titles: true,
  examples: [
    { in: "正文锟斤拷锟斤拷继续", out: "正文继续" },
    { in: "汤很烫，烫烫烫烫烫的内存", out: "汤很烫，的内存" },
    { in: "坏\uFFFD\uFFFD字", out: "坏字" },
  ],
  open: (params) => {
    const garbled = [...wellKnown, ...params.words];
    const all = ["\uFFFD", ...garbled];
    return (sample) => {
      const p = profileOf(sample.text);
      const replacement = params["replacement-characters"] && p.replacement > 0;
      const known = p.hanGarbled >= 1 || p.latin1Sign >= 1;
      if (!replacement && !known && params.words.length === 0) return sample;
      let text = sample.text;
      for (const word of replacement ? all : garbled) text = removeRuns(text, word);
      return withText(sample, text);
    };
  },
});

/** Removes each run of `word`, with what is left of a further repetition of it (烫烫烫烫 is one run). */
function removeRuns(text: string, word: string): string {
  let at = text.indexOf(word);
  if (at < 0) return text;
  const splice = new Splice(text);
  const first = word.charAt(0);
  const uniform = word === first.repeat(word.length);
  while (at >= 0) {
    let end = at + word.length;
    while (text.startsWith(word, end)) end += word.length;
    if (uniform) while (text.charAt(end) === first) end++;
    splice.replace(at, end, "");
    at = text.indexOf(word, end);
  }
  return splice.finish();
}
