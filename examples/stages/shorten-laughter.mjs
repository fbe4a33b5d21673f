/** A declared map: named, documented and checked like a built-in stage. */
import { defineMap, withText } from "wudao-corpus";
import { z } from "zod";

export const shortenLaughter = defineMap({
  name: "shorten-laughter",
  summary: "Shortens long laughter, such as 哈哈哈哈哈哈 or 233333.",
  source: "An example; forum posts are full of it, and it says nothing after the third sign.",
  parameters: z.object({
    longest: z.int().min(1).default(3).describe("Signs that remain of longer laughter"),
  }),
  examples: [{ in: "哈哈哈哈哈哈，太好笑了", out: "哈哈哈，太好笑了" }],
  // Once per worker: build expressions, read dictionaries. What it returns is called for every sample.
  open({ longest }) {
    const laughter = new RegExp(`([哈呵嘿嘻3])\\1{${longest},}`, "g");
    return (sample) =>
      withText(
        sample,
        sample.text.replace(laughter, (_, sign) => sign.repeat(longest)),
      );
  },
});
