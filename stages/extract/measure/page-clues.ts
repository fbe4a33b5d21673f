/**
 * What the names that authors give to the parts of a page (class, id, role, itemprop) say of their content. Only words that
 * many sites use, in English and in pinyin; no site is known by name.
 */
import { readAttributes } from "../tree/attributes.js";

/** Bits of a clue. */
export const furniture = 1;
export const remarks = 2;
export const hidden = 4;
export const articleBody = 8;
export const articleLike = 16;
export const byline = 32;
/** May be a note beside the text or, in an editor's own markup, the text itself: furniture while it is short. */
export const note = 64;
/** Only the id says furniture, remarks or note: it may be a section that is named after its heading. */
export const namedById = 128;
/** A question that is asked on a page, and the answers to it. */
export const question = 256;
export const answer = 512;

const wordsOf = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/));

/** Parts around the text. */
const furnitureWords = wordsOf(
  `ad ads adv advert adverts advertisement advertising adsense adslot adbox adcontainer advertorial guanggao
   share sharing sharebar shares sharebox sharethis addthis social socials sociallinks socialmedia sns jiathis bdsharebuttonbox bdshare
   fenxiang sharetools shareicons socialshare sharelinks addtoany
   related relate relates relatednews relatedposts relatedlinks relatedarticles recommend recommended recommendation
   recommendations recommends tuijian xiangguan xgyd guess youmay trending popular mostpopular mostread hotnews hotlist
   ranking ranklist toplist paihang outbrain taboola revcontent zergnet morenews readnext morestories morelinks
   sidebar sidebars sidebox asidebox leftbar rightbar rightside sidenav
   nav navi navbar navigation navigator daohang menu menus submenu breadcrumb breadcrumbs crumb crumbs mbx topnav subnav topbar
   footer foot footnav bottomnav copyright beian copyrights colophon
   sponsor sponsored sponsors promo promos promotion promotions popup modal lightbox overlay cookie cookies consent gdpr
   newsletter newsletters subscribe subscription signup login signin register loginbox paywall
   toolbar tools pager pagination paginator pagenav pagelist fanye
   taglist tagcloud posttags tags keywords tagged
   rating ratings vote votes qrcode erweima ewm weixin saoma
   widget widgets teasers masthead
   navbox catlinks editsection
   skip skiplink skipnav feedback appdownload download-app
   disclaimer shengming jubao tousu fav favor zan dianzan
   author-info author-box authorbox about-author author-bio authorbio bio
   credit credits caption captions wp-caption-text photo-caption image-caption imgcaption photocredit copyright-notice`,
);
const noteWords = wordsOf("editor zebian bianji statement teaser");
const remarkWords = wordsOf(
  `comment comments commentlist commentbox disqus respond reply replies pinglun gentie cmt discussion
   responses comment-list comment-form`,
);
const hiddenWords = wordsOf(
  // The last ones only draw a formula, which stands beside them in a readable form.
  "katex-html math-jax math-jax-preview math-jax-display hidden hide sr-only visually-hidden visuallyhidden screen-reader-text screen-reader invisible noprint no-print print-hide",
);
const bodyWords = wordsOf(
  `articlebody article-body articlecontent article-content article-text articletext article_content articlecontents post-body postbody
   post-content postcontent entry-content entrycontent story-body storybody story-content news-content newscontent news-text
   newstext content-article contentarticle main-content-article rich-text richtext article__body article__content
   trs-editor trseditor trs-ueditor zhengwen wenzhang neirong article-main storytext body-copy bodytext
   body-text bodycopy news-body newsbody post-text posttext entry-body blog-content articledetail article-detail
   news-detail newsdetail detail-content content-detail blogpost-body single-content text-content endtext js-content`,
);
const articleWords = wordsOf(
  "article story post entry hentry content main maincontent main-content text detail news blog body",
);

/** What a page builder calls each of its boxes, whatever they hold; what they hold follows: `elementor-widget-share-buttons`. */
const builderBox = /^elementor-(?:widget-)?(?:widget|text-editor|container|wrap)?-?/;

/** Layout words that contain a name without being it: `has-sidebar`, `no-share`. */
const mentions =
  /^(?:has|have|with|without|no|not|is|tag|category|cat|single|page|format|status|type|postid|parent|wp|js|u)[-_]/;

const clueOfSource = new Map<string, number>();
const rememberedSources = 20_000;

/** The clues in the attributes of a start tag. Remembered by their source: pages repeat themselves. */
export function cluesOf(attributeSource: string): number {
  if (attributeSource.length < 4) return 0;
  const known = clueOfSource.get(attributeSource);
  if (known !== undefined) return known;
  const clues = readClues(attributeSource);
  if (clueOfSource.size >= rememberedSources) clueOfSource.clear();
  if (attributeSource.length < 300) clueOfSource.set(attributeSource, clues);
  return clues;
}

const telling = /class|id\s*=|role|itemprop|hidden|style|property|rel\s*=/i;

function readClues(source: string): number {
  if (!telling.test(source)) return 0;
  const attributes = readAttributes(source);
  let clues = 0;
  if (
    attributes.has("hidden") ||
    /display\s*:\s*none|visibility\s*:\s*hidden/i.test(attributes.get("style") ?? "")
  ) {
    clues |= hidden;
  }
  const itemprop = attributes.get("itemprop") ?? attributes.get("property") ?? "";
  if (/articleBody/i.test(itemprop)) clues |= articleBody;
  if (/^(?:suggested|accepted)Answer$/i.test(itemprop)) clues |= answer;
  if (/^(?:author|datePublished|dateModified)$/i.test(itemprop)) clues |= byline;
  const role = attributes.get("role") ?? "";
  if (
    /^(?:navigation|banner|contentinfo|complementary|search|menu|menubar|dialog|alertdialog|toolbar)$/i.test(
      role,
    )
  ) {
    clues |= furniture;
  }
  if (/^(?:main|article)$/i.test(role)) clues |= articleLike;
  clues |= cluesOfNames(attributes.get("class") ?? "");
  const id = attributes.get("id") ?? "";
  const told = isSlug(id) ? 0 : cluesOfNames(id);
  const parts = furniture | remarks | note;
  return clues | told | ((told & parts) !== 0 && (clues & parts) === 0 ? namedById : 0);
}

function cluesOfNames(names: string): number {
  let clues = 0;
  for (const name of names.split(/\s+/, 24)) if (name !== "") clues |= clueOfName(name);
  return clues;
}

/** Whether an id is made of the words of a heading, as writers of manuals and blogs make them: it names what the text tells of. */
function isSlug(id: string): boolean {
  const words = id.toLowerCase().split(/[-_]/);
  return words.length >= fewestInSlug && words.some((word) => joiningWords.has(word));
}

const fewestInSlug = 5;
/** Headings have them, and boxes of a layout do not: `block-views-related-articles-1`. */
const joiningWords = wordsOf(
  `a an and are as at between can do does for from how in into is it my not of or should that the this to using vs we what when where
   which who why with without you your`,
);

const clueOfKnownName = new Map<string, number>();

function clueOfName(name: string): number {
  let clues = clueOfKnownName.get(name);
  if (clues !== undefined) return clues;
  clues = readName(name);
  if (clueOfKnownName.size >= rememberedSources) clueOfKnownName.clear();
  if (name.length < 100) clueOfKnownName.set(name, clues);
  return clues;
}

function readName(name: string): number {
  if (mentions.test(name)) return /comments?$/i.test(name) ? remarks : 0;
  // camelCase and any sign part words: `articleShareBox`, `post__tags`.
  const spaced = name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .replace(builderBox, "");
  if (hiddenWords.has(spaced)) return hidden;
  const parts = spaced.split("-", 8);
  let clues =
    bodyWords.has(spaced) ||
    bodyWords.has(parts.slice(0, 2).join("-")) ||
    bodyWords.has(parts.slice(-2).join("-"))
      ? articleBody
      : 0;
  if (furnitureWords.has(spaced)) return furniture;
  if (remarkWords.has(spaced)) return remarks;
  for (const part of parts) {
    if (remarkWords.has(part)) clues |= remarks;
    else if (furnitureWords.has(part)) clues |= furniture;
    else if (noteWords.has(part)) clues |= note;
    else if (articleWords.has(part)) clues |= articleLike;
    else if (part === "question") clues |= question;
    else if (part === "answer") clues |= answer;
    else if (
      part === "author" ||
      part === "byline" ||
      part === "dateline" ||
      part === "pubtime" ||
      part === "meta"
    )
      clues |= byline;
  }
  return clues;
}
