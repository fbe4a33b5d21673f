import { z } from "zod";
import { withText } from "../../pipeline/contracts/sample.js";
import { defineTextMap } from "../../pipeline/contracts/stage.js";
import { codeFences } from "../text/code-fences.js";
import { profileOf } from "../text/profile.js";
import { removeMarkdownLinks } from "./markup/markdown-links.js";
import { removePageScripts } from "./markup/page-scripts.js";
import { removeMarkup } from "./markup/remove-markup.js";

const parameters = z.object({
  entities: z.boolean().default(true).describe("Decode character references such as &nbsp; &lt; &#20013;"),
  scripts: z
    .boolean()
    .default(true)
    .describe(
      "Remove unindented lines of CSS and of page machinery (statistics, advertisements, share buttons)",
    ),
  code: z
    .enum(["keep", "clean"])
    .default("keep")
    .describe("Text in Markdown code fences and between backticks: leave alone, or clean like the rest"),
  markdown: z
    .enum(["keep", "text"])
    .default("keep")
    .describe("Markdown images, links and link definitions: keep, or leave only the link text"),
});

/** Removes what HTML, CSS and JavaScript left in the text. */
export const markupRemains = defineTextMap({
  name: "markup-remains",
  summary: "Removes remains of HTML, CSS and JavaScript and decodes character references.",
  source:
    "Yuan et al. 2021, §2.2 (HTML, CSS and JavaScript remains are removed); element names of the HTML Living Standard",
  parameters,
  titles: true,
  examples: [
    { in: "<p>正文<b>粗体</b></p><p>下一段</p>", out: "正文粗体\n下一段" },
    {
      in: "<ruby>张量<rp>(</rp><rt>tensor</rt><rp>)</rp></ruby>的维数",
      out: "张量（tensor）的维数",
    },
    { in: "每天约 2.5x10<sup>18</sup> 字节，水是 H<sub>2</sub>O", out: "每天约 2.5x10¹⁸ 字节，水是 H₂O" },
    { in: "写作 &lt;div&gt;，3 &lt; 5", out: "写作 &lt;div&gt;，3 < 5" },
    { in: "| 甲 | 一<br/>二 |", out: "| 甲 | 一 二 |" },
    { in: "a < b 且 vector<int> 和 <stdio.h>", out: "a < b 且 vector<int> 和 <stdio.h>" },
    { in: "正文<!-- 注释 --><script>var a = '<p>';</script>结束", out: "正文结束" },
    { in: "第一&nbsp;&amp;&nbsp;第二&#20013;", out: "第一 & 第二中" },
    { in: "用 `<div>` 元素\n```\n<p>代码</p>\n```", out: "用 `<div>` 元素\n```\n<p>代码</p>\n```" },
    { in: "正文\n.nav{color:red;margin:0}\n结束", out: "正文\n结束" },
    { in: "见[首页](http://a.cn)和![图](a.png)", out: "见首页和", params: { markdown: "text" } },
  ],
  open: (params) => (sample) => {
    const p = profileOf(sample.text);
    let text = sample.text;
    const markup = p.lessThan > 0 || (params.entities && p.ampersand > 0);
    const scripts = params.scripts && p.codeSign > 0;
    const markdown = params.markdown === "text" && text.includes("[");
    if (!markup && !scripts && !markdown) return sample;
    const keepCode = params.code === "keep";
    if (markup) text = removeMarkup(text, params.entities, keepCode, p.backtick > 0);
    if (scripts) text = removePageScripts(text, keepCode ? codeFences(text) : noFences);
    if (markdown) text = removeMarkdownLinks(text, keepCode ? codeFences(text) : noFences);
    return withText(sample, text);
  },
});

const noFences = new Int32Array(0);
