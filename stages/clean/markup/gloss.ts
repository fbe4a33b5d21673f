/** Glosses of a ruby element, which stand in brackets behind what they explain: 张量（tensor）. */
import { gloss, type Tag } from "./html-tags.js";
import type { Pass } from "./markup-pass.js";

/** Most units of a gloss that gets brackets. */
const longestGloss = 200;

/** What a tag of a ruby element leaves: <rt> opens a bracket; </rt>, </ruby> and a second <rt> (a common slip) close it. */
export function bracketOf(pass: Pass, tag: Tag): string {
  const { text } = pass;
  if (pass.glossIsOpen) {
    pass.glossIsOpen = false;
    return "）";
  }
  if (tag.closing || tag.name !== gloss) return "";
  const content = text.slice(tag.end, tag.end + longestGloss);
  pass.glossIsOpen = /^[^<（(\n][^<\n]*<(?:\/?rt|\/ruby)\b/i.test(content);
  return pass.glossIsOpen ? "（" : "";
}
