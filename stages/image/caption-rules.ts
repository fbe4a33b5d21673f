/**
 * Which texts of a picture are captions. Each caption is judged by itself; what is left becomes the sample's captions, and the
 * first of them its text. A picture without any caption left is dropped.
 */
import { z } from "zod";
import type { Caption, Sample } from "../../pipeline/contracts/sample.js";
import { defineMap } from "../../pipeline/contracts/stage.js";
import { shippedFile } from "../files/shipped-file.js";
import { isHan } from "../text/characters/han.js";
import { languageModelPath } from "../text/language/language-model.js";
import { mainLanguage, mayBeOneOf } from "../text/language/language-shares.js";

const parameters = z.strictObject({
  kinds: z
    .array(z.string())
    .default([])
    .describe(
      "Kinds of captions that are kept, such as alt_text or sur_text, the preferred first; none keeps all.",
    ),
  languages: z
    .array(z.string())
    .default([])
    .describe(
      "Languages that are kept, by the first part of their tag (zh for zh-CN); a caption that states none is looked at, and stays while too short to tell that it is in another. None keeps all.",
    ),
  min: z.number().int().min(1).default(2).describe("Characters that a caption must have at least."),
  max: z.number().int().min(1).default(200).describe("Characters that a caption may have at most."),
  "min-han-share": z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe("Share of Han characters that a Chinese caption must have, white space left out."),
  "max-per-image": z.number().int().min(1).default(16).describe("Captions of one picture that are kept."),
  "weak-kinds": z
    .array(z.string())
    .default([])
    .describe(
      "Kinds that are only near a picture, such as sur_text. Where some are named, the field `pair` of each sample is `weak` when its text is of such a kind, else `strong`.",
    ),
  each: z
    .boolean()
    .default(false)
    .describe("Whether each caption becomes a sample of its own, with the picture and the id `ID/NUMBER`."),
});

type Params = z.output<typeof parameters>;

/** Names that cameras, phones and messengers give to files: 微信图片_20210304, IMG_0012, DSC01234, QQ截图, mmexport162…. */
const fileName =
  /^(?:微信(?:图片|截图)|QQ(?:图片|截图)|屏幕(?:截图|快照)|截屏|IMG|DSC|DSCN|PANO|VID|MVIMG|mmexport|wx_camera|image|photo|screenshot)[\s\d_-]*(?:\(\d+\))?(?:\.[a-z]{3,4})?$/i;
const anyFile = /^[\w\-. ()%]+\.(?:jpe?g|png|gif|webp|bmp|tiff?)$/i;
/** Bytes of a file name at most, on the file systems in use. */
const longestName = 255;
/** What alt attributes hold when nobody wrote one. */
const leftover =
  /^(?:图片|图像|图|照片|配图|插图|示意图|封面|头像|缩略图|图\s*\d+|图片\s*\d+|image|picture|photo|img|logo|icon|banner|thumbnail|avatar|alt|null|undefined|untitled|无标题|在这里插入图片描述|点击(?:查看|放大)(?:大图|原图)?)[.。:：]?$/i;
/** Words that shops use. A caption with two of them is an advertisement, not a description. */
const shopWords =
  /包邮|正品|特价|促销|秒杀|清仓|现货|厂家直销|批发|爆款|新款|旗舰店|优惠券|领券|满减|热卖|代购|货到付款|淘宝|天猫|拼多多|加微信|加QQ/g;
/**
 * A topic in Chinese closed on both sides, whatever stands before it (iPhone#数码#), and other tags. Not the number sign of
 * `&#39;`, of an address's fragment, of `C#`, or before a number (#1, 色号#01和#02). Of Latin tags that touch, two may be
 * a topic and what follows it (#iPhone#great phone) unless they stand at the end; three are tags (#beach#love#sun).
 */
const hashtags =
  /(?<![\w&/])(?:#[A-Za-zÀ-ɏ][\wÀ-ɏ]{0,28}){2}(?:(?:#[\wÀ-ɏ]{1,29}){1,18}#?(?![\wÀ-ɏ])|#?(?=\s{0,3}(?:#|$)))|#[^ -~\s](?:[^#\s]{0,28}[^ -~\s])?#|(?<![\w&/])#(?!\d+(?:[\s、，,。.和与及/-]|$))[^#\s]{1,30}(?:#|(?=\s|$))/g;

/** Counted for ledger and report as what was found. */
type Fault =
  | "kind"
  | "language"
  | "file-name"
  | "leftover"
  | "shop-words"
  | "length"
  | "few-han"
  | "repeated"
  | "over-cap";

export const captionRules = defineMap({
  name: "caption-rules",
  summary:
    "Keeps the captions that describe a picture: no file names, alt-text leftovers, shop advertisements or hashtags, of wanted kinds, languages and lengths.",
  source:
    "Wukong (Gu et al. 2022): length, at least one Han character, no names of files; BriVL and WuDaoMM: kinds of texts; the word lists are this project's own",
  parameters,
  reasons: { "no-output": "no text of the picture is a caption" },
  files: ({ languages }) => (languages.length === 0 ? [] : [shippedFile(...languageModelPath)]),
  examples: [
    { in: "一只猫坐在窗台上 #萌宠# #日常", out: "一只猫坐在窗台上" },
    { in: "微信图片_20210304153012.jpg", out: null },
    { in: "新款连衣裙正品包邮", out: null },
  ],
  open: (params) => (sample, found) => {
    const given: readonly Caption[] =
      sample.captions.length > 0 ? sample.captions : [{ text: sample.text, lang: sample.lang, kind: "text" }];
    const kept = new Map<string, Caption>();
    for (const caption of byPreference(given, params.kinds)) {
      const text = caption.text.replace(hashtags, "").trim();
      // In two languages the same word is two captions: 忍者 in Chinese and Japanese, Hotel in English and German.
      const key = `${languageOf(caption.lang) ?? languageOf(sample.lang) ?? ""} ${text}`;
      const fault = faultOf({ ...caption, text }, params) ?? (kept.has(key) ? "repeated" : undefined);
      if (fault === undefined && kept.size >= params["max-per-image"]) found?.("over-cap");
      else if (fault === undefined) kept.set(key, text === caption.text ? caption : { ...caption, text });
      else found?.(fault);
    }
    const captions = [...kept.values()];
    if (params.each)
      return captions.map((caption, index) => ({
        ...markStrength(sample, caption, params["weak-kinds"]),
        id: `${sample.id}/${index}`,
        text: caption.text,
        lang: caption.lang ?? sample.lang,
        captions: [caption],
      }));
    const [first] = captions;
    if (first === undefined) return [];
    const marked = markStrength(sample, first, params["weak-kinds"]);
    return { ...marked, text: first.text, lang: first.lang ?? sample.lang, captions };
  },
});

/** Tells in a field whether the picture and its text describe each other or only stand together. */
function markStrength(sample: Sample, { kind }: Caption, weakKinds: readonly string[]): Sample {
  if (weakKinds.length === 0) return sample;
  return { ...sample, meta: { ...sample.meta, pair: weakKinds.includes(kind) ? "weak" : "strong" } };
}

/** Captions of the wanted kinds first, in the order in which the kinds are named; else as they stand. */
function byPreference(captions: readonly Caption[], kinds: readonly string[]): readonly Caption[] {
  if (kinds.length === 0) return captions;
  return [...captions].sort((a, b) => place(a, kinds) - place(b, kinds));
}

function place({ kind }: Caption, kinds: readonly string[]): number {
  const at = kinds.indexOf(kind);
  return at < 0 ? kinds.length : at;
}

function isIn(stated: string | undefined, text: string, languages: readonly string[]): boolean {
  if (stated !== undefined && languages.includes(stated)) return true;
  // A stated zh is Chinese, never a Japanese text too short to tell.
  if (stated === "zh") return false;
  const language = stated ?? mainLanguage(text);
  return mayBeOneOf(language, new Set(languages));
}

/** The first part of a language's tag: `zh` of `zh-CN`; `und` states none. */
function languageOf(tag: string | undefined): string | undefined {
  const language = tag?.split("-")[0];
  return language === "und" ? undefined : language;
}

function faultOf({ text, lang, kind }: Caption, params: Params): Fault | undefined {
  const language = languageOf(lang);
  const { languages } = params;
  if (params.kinds.length > 0 && !params.kinds.includes(kind)) return "kind";
  if (languages.length > 0 && !isIn(language, text, languages)) return "language";
  if (text.length <= longestName && (fileName.test(text) || anyFile.test(text))) return "file-name";
  if (leftover.test(text)) return "leftover";
  if ((text.match(shopWords)?.length ?? 0) >= 2) return "shop-words";
  const letters = text.replace(/\s+/g, "");
  if (letters.length < params.min || letters.length > params.max) return "length";
  const isChinese = language === undefined || language === "zh";
  return isChinese && hanIn(letters) < params["min-han-share"] * letters.length ? "few-han" : undefined;
}

function hanIn(text: string): number {
  let count = 0;
  for (const character of text) if (isHan(character.codePointAt(0) ?? 0)) count++;
  return count;
}
