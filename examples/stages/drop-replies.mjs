/**
 * The smallest stage: text in, text out, or null to drop the sample.
 *
 * The second parameter is the whole sample (id, title, url, meta ...). Keep it a pure function: the same sample always
 * gives the same result, whatever came before it.
 */
export default function dropReplies(text, sample) {
  if (sample.meta.dataType === "论坛" && text.length < 10) return null;
  return text.replace(/(欢迎|请)(留言|回帖)[^。！]*[。！]?$/, "");
}
