/** Title, date, author and address of a page: from its metadata, else from its headings and first lines. */
import { decodeReferences, readAttributes } from "./tree/attributes.js";
import { elementNumber, textNode } from "./tree/elements.js";
import { nodeText } from "./tree/node-text.js";
import type { PageTree } from "./tree/page-tree.js";

export interface PageFacts {
  readonly title: string | undefined;
  /** ISO 8601: a day, with the time and zone where the page tells them. */
  readonly date: string | undefined;
  readonly author: string | undefined;
  /** The address that the page gives as its own. */
  readonly url: string | undefined;
  /** Language of the page as declared: zh-CN, en. */
  readonly language: string | undefined;
  /** What the page says of itself in a sentence or two. */
  readonly description: string | undefined;
}

const meta = elementNumber("meta");
const link = elementNumber("link");
const titleElement = elementNumber("title");
const script = elementNumber("script");
const h1 = elementNumber("h1");
const time = elementNumber("time");
const longestTitle = 300;
const longestHeading = 1000;
const longestAuthor = 60;

export function readFacts(tree: PageTree): PageFacts {
  const { size, element, html, from, to } = tree;
  const metas = new Map<string, string>();
  let documentTitle = "";
  const headings: string[] = [];
  let canonical = "";
  let timeTag = "";
  let linked = "";
  for (let i = 0; i < size; i++) {
    const kind = element[i]!;
    if (kind === textNode) continue;
    if (kind === meta) {
      const attributes = readAttributes(html.slice(from[i]!, to[i]!));
      const name = attributes.get("property") ?? attributes.get("name") ?? attributes.get("itemprop");
      const content = attributes.get("content")?.trim();
      if (name !== undefined && content !== undefined && content !== "") {
        const key = name.toLowerCase();
        if (!metas.has(key)) metas.set(key, content);
      }
    } else if (kind === link && canonical === "") {
      const attributes = readAttributes(html.slice(from[i]!, to[i]!));
      if (attributes.get("rel") === "canonical") canonical = attributes.get("href") ?? "";
    } else if (kind === titleElement && documentTitle === "") {
      documentTitle = opaqueText(html, to[i]! + 1);
    } else if (kind === h1 && headings.length < 4) headings.push(nodeText(tree, i, longestHeading));
    else if (kind === time && timeTag === "") {
      timeTag =
        readAttributes(html.slice(from[i]!, to[i]!)).get("datetime") ?? nodeText(tree, i, longestHeading);
    } else if (kind === script && linked === "" && html.slice(from[i]!, to[i]!).includes("ld+json")) {
      const close = html.indexOf("</", to[i]!);
      linked = html.slice(to[i]! + 1, close < 0 ? html.length : close);
    }
  }
  const first = (...keys: string[]): string | undefined =>
    keys.map((key) => metas.get(key)).find((found) => found !== undefined);
  const publishedAt = [...metas].find(([key]) => publishedKey.test(key))?.[1];
  const url = first("og:url", "twitter:url") ?? canonical;
  const author = first("author", "article:author", "byl", "dc.creator", "sailthru.author", "parsely-author");
  return {
    title: chooseTitle(first("og:title", "twitter:title") ?? "", documentTitle, headings),
    date: dateOf(
      first(
        "article:published_time",
        "og:published_time",
        "datepublished",
        "publication_date",
        "dc.date.issued",
        "dc.date",
        "date",
        "weibo: article:create_at",
        "parsely-pub-date",
      ) ??
        publishedAt ??
        /"datePublished"\s*:\s*"([^"]{8,40})"/.exec(linked)?.[1] ??
        timeTag,
    ),
    author: personOf(
      documentTitle,
      author ??
        fromJson(
          /"author"\s*:\s*[[{\s]*[^\]}]{0,200}?"name"\s*:\s*"((?:[^"\\]|\\.){2,400})"/.exec(linked)?.[1],
        ),
    ),
    url: /^https?:\/\//.test(url) ? url : undefined,
    language: /lang\s*=\s*["']?([a-z]{2,3}(?:-[a-z0-9]{2,8})*)/i.exec(
      html.slice(0, 3000).match(/<html\b[^>]{0,1000}/i)?.[0] ?? "",
    )?.[1],
    description: clean(first("description", "og:description", "twitter:description") ?? "") || undefined,
  };
}

/** What stands in a JSON string: `Luis \\u00c1vila`, `Tom \\"T\\" Lee`. */
function fromJson(source: string | undefined): string | undefined {
  return source?.replace(/\\(?:u([0-9a-f]{4})|(["\\/]))/gi, (_, code: string | undefined, sign = "") =>
    code === undefined ? sign : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** pubdate, publish_date, firstPublishedTime, apub:time. */
const publishedKey = /pub(?:lish(?:ed)?)?[-_:]?(?:date|time)/;

/** A heading that the document's title contains is the title itself, without the site's name. */
function chooseTitle(declared: string, document: string, headings: readonly string[]): string | undefined {
  const titles = [declared, document].map(clean);
  const heading = headings
    .map(clean)
    .find((text) => titles.some((title) => isOwnTitle(text, title)) && !isSite(text, titles));
  if (heading !== undefined) return heading;
  const [own = "", page = ""] = titles;
  const title = own !== "" ? own : withoutSite(page);
  if (title !== "") return title.slice(0, longestTitle);
  return clean(headings[0] ?? "").slice(0, longestTitle) || undefined;
}

function isOwnTitle(heading: string, title: string): boolean {
  return heading.length > 3 ? title.includes(heading) : heading.length > 1 && partsOf(title)[0] === heading;
}

/** Whether a heading is the name of the site: in each title that has it, it stands behind a longer part. */
function isSite(heading: string, titles: readonly string[]): boolean {
  return titles.every((title) => {
    const [first = "", ...rest] = partsOf(title);
    return (
      title === "" || (first.length > heading.length && rest.includes(heading)) || !title.includes(heading)
    );
  });
}

/** `Title - Site`, `标题_频道_网站`: the first part, when it is the longest. */
function withoutSite(title: string): string {
  const parts = partsOf(title);
  const [first = ""] = parts;
  return parts.every((part) => part.length <= first.length) ? first : title;
}

function partsOf(title: string): string[] {
  return title
    .split(
      /\s+(?:[-–—|·»@]|::)\s+|[_|｜]|(?<=\p{Script=Han}\S*)\s*[-–—]+\s*(?=(?:[A-Z]\w* )?\S*\p{Script=Han})/u,
    )
    .map((part) => part.trim());
}

const dayAndTime =
  /((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?:\s?日)?(?:[T\s]*(\d{1,2}):(\d\d)(?::(\d\d))?(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?/;

/** The first date in a text as ISO 8601; `undefined` when there is none. */
export function dateOf(text: string): string | undefined {
  const [, year, month = "", day = "", hour, minute, second = "00", zone = ""] = dayAndTime.exec(text) ?? [];
  if (year === undefined || Number(month) > 12 || Number(day) > 31 || Number(month) * Number(day) === 0)
    return undefined;
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  if (hour === undefined || Number(hour) > 23) return date;
  return `${date}T${hour.padStart(2, "0")}:${minute}:${second}${zone}`;
}

const bylineName =
  /(?:^|[\s（(【|])(?:本报记者|记者|作者|文|撰文|来源作者)\s*[:：/丨]\s*([^\s，。；|/（()）]{2,12})/;
/** A line that names reporters and nothing else: 某报记者 张三 李四. */
const bylineAlone =
  /^[\s（(]*[\p{Script=Han}《》]{0,12}(?:记者|作者)\s+([\p{Script=Han}·]{2,4})(?:[\s、][\p{Script=Han}·]{2,4}){0,4}[\s）)]*$/u;

/** A date in a sentence is one that the text is about, not that of the page. */
const longestDateLine = 120;
const goesOn = /[，。；]\s*\p{Script=Han}/u;

/**
 * Date and author told in the lines around the title, as Chinese news pages do.
 *
 * @param lines texts of the page in order
 * @param main which of them begins the main text
 */
export function factsInLines(
  lines: readonly string[],
  main: number,
): {
  readonly date: string | undefined;
  readonly author: string | undefined;
} {
  let date: string | undefined;
  let best = 0;
  for (const [index, line] of lines.entries()) {
    const found = line.length > longestDateLine || goesOn.test(line) ? undefined : dateOf(line);
    if (found === undefined) continue;
    // A date with the time of day is preferred to one without, then the one nearest to the text.
    const score = (found.includes("T") ? 1 : 0) + 1 / (2 + Math.abs(main - index));
    if (score > best) {
      best = score;
      date = found;
    }
  }
  const alone = lines.map((line) => bylineAlone.exec(line)?.[1]).find((name) => name !== undefined);
  return {
    date: date ?? dateOf(lines.slice(0, main).join(" ")),
    author: cleanAuthor(bylineName.exec(lines.join(" "))?.[1] ?? alone),
  };
}

/** A site that gives its own name as author: 标题_某某新闻 with the author 某某. */
function personOf(documentTitle: string, name: string | undefined): string | undefined {
  const author = cleanAuthor(name);
  if (author === undefined) return undefined;
  const tail = documentTitle.slice(documentTitle.lastIndexOf(author));
  return documentTitle.includes(author) && siteWords.test(tail.slice(author.length)) ? undefined : author;
}

const siteWords = /^(?:新闻|网|体育|财经|娱乐|科技|订阅|频道|号|社区|论坛|资讯|在线|官网)/;

function cleanAuthor(name: string | undefined): string | undefined {
  const text = clean(name ?? "").replace(/^by\s+/i, "");
  return text === "" || text.length > longestAuthor || noName.test(text) ? undefined : text;
}

/** An address, a number or a remark is no name. */
const noName = /^https?:|^\d+$|[@<>{}:：]|未知|转载|佚名|网络|admin|\bteam\b|^null$|^undefined$/i;

function clean(text: string): string {
  return decodeReferences(text).replace(/\s+/g, " ").trim();
}

function opaqueText(html: string, start: number): string {
  const close = html.indexOf("<", start);
  return html.slice(start, Math.min(close < 0 ? html.length : close, start + 1000));
}
