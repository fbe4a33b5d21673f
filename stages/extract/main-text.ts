import { z } from "zod";
import { SampleError } from "../../pipeline/contracts/errors.js";
import type { JsonValue, Sample } from "../../pipeline/contracts/sample.js";
import { defineMap } from "../../pipeline/contracts/stage.js";
import { decodeText } from "../text/charset/decode-text.js";
import { detectCharset } from "../text/charset/detect-charset.js";
import { extractPage } from "./extract-page.js";

const parameters = z.object({
  from: z
    .string()
    .default("text")
    .describe(
      'Where the HTML stands: "text", or a field that the record had (html). Where a record lacks it, the same field with _b64 is read as the bytes of the page in base64, in whatever charset they are',
    ),
  charset: z
    .string()
    .default("declared_charset")
    .describe("Field with the charset that bytes in base64 were declared to have"),
});

/** Leaves of a page its main text. */
export const mainText = defineMap({
  name: "main-text",
  summary: "Takes the main text out of an HTML page, with title, date, author and address.",
  source:
    "Own method: additive block values over the page's tree, after the observations of Kohlschütter et al. 2010 (link density) and Barbaresi 2021 (trafilatura); measured on html/zh-news-pages, article-extraction-benchmark and trafilatura-eval",
  parameters,
  examples: [
    {
      in: '<title>春天来了 - 某网</title><div class="nav"><a href="/">首页</a> <a href="/news">新闻频道</a></div><div><h1>春天来了</h1><p>春天来了，公园里的花都开了，孩子们在草地上奔跑。</p><p>人们脱下冬衣，走到户外，享受温暖的阳光。</p><p>责任编辑：张三</p></div>',
      out: "春天来了，公园里的花都开了，孩子们在草地上奔跑。\n人们脱下冬衣，走到户外，享受温暖的阳光。",
    },
    {
      in: "<article><p>两个版本的差别见下表，数字取自同一次测量，单位是毫秒。</p><table><tr><th>版本</th><th>用时</th></tr><tr><td>甲</td><td>12</td></tr></table><pre>let a = 1;\nlet b = 2;</pre></article>",
      out: "两个版本的差别见下表，数字取自同一次测量，单位是毫秒。\n版本 | 用时\n甲 | 12\nlet a = 1;\nlet b = 2;",
    },
  ],
  cost: { memoryBytes: 64 << 20 },
  open: (params) => (sample) => {
    if (isPlainText(sample)) return sample;
    const html = htmlOf(sample, params.from, params.charset);
    const page = extractPage(html);
    const { [params.from]: _html, [`${params.from}_b64`]: _bytes, ...rest } = sample.meta;
    const meta: Record<string, JsonValue> = { ...rest, htmlLength: html.length };
    if (page.date !== undefined) meta.date = page.date;
    if (page.author !== undefined) meta.author = page.author;
    return {
      ...sample,
      text: page.text,
      title: sample.title ?? page.title,
      url: sample.url ?? page.url,
      meta,
    };
  },
});

/** Archives hold plain texts beside pages; they are their own main text. */
function isPlainText({ meta }: Sample): boolean {
  return typeof meta.contentType === "string" && /^text\/plain\b/i.test(meta.contentType);
}

function htmlOf(sample: Sample, from: string, charset: string): string {
  if (from === "text") return sample.text;
  const html = sample.meta[from];
  if (typeof html === "string") return html;
  const bytes = sample.meta[`${from}_b64`];
  if (typeof bytes !== "string") {
    throw new SampleError(
      "no-html",
      `the record has no string "${from}" or "${from}_b64" (main-text from names another field)`,
    );
  }
  const declared = sample.meta[charset];
  const page = Buffer.from(bytes, "base64");
  return decodeText(
    page,
    detectCharset(page, typeof declared === "string" ? `charset=${declared}` : "").charset,
  );
}
