/** The texts of a picture, out of the forms that image-text sets keep them in. */
import type { Caption, JsonValue } from "../../../pipeline/contracts/sample.js";

/**
 * Fields that hold texts of a picture, in the order in which the first one becomes the sample's text: the caption files of
 * WebDataset, WuDaoMM (`captions`, one string), BriVL (`sentences`, pairs of kind and text), and pages around pictures.
 */
export const captionFields = [
  "caption",
  "captions",
  "alt_text",
  "sentences",
  "page_title",
  "text_before",
  "text_after",
] as const;

/** All captions of a record; without empty ones, in the order of `fields`. */
export function captionsOf(
  record: Readonly<Record<string, JsonValue>>,
  fields: readonly string[],
): readonly Caption[] {
  const captions: Caption[] = [];
  for (const field of fields) {
    const value = Object.hasOwn(record, field) ? record[field] : undefined;
    if (value !== undefined) collect(value, field, undefined, captions);
  }
  return captions;
}

/**
 * A text; a list of texts; a list of [kind, text]; `{text, lang, kind}`; or texts by language, each a text or texts by kind
 * (`{"zh": {"tts": "大笑", "keywords": ["笑", "脸"]}}`).
 */
function collect(value: JsonValue, kind: string, lang: string | undefined, into: Caption[]): void {
  if (typeof value === "string") {
    if (value.trim() !== "") into.push({ text: value, lang, kind });
  } else if (isList(value)) {
    if (value.every((item) => typeof item === "string") && kind === "keywords")
      collect(value.join(", "), kind, lang, into);
    else for (const item of value) collectItem(item, kind, lang, into);
  } else if (typeof value === "object" && value !== null) {
    const { text } = value;
    if (typeof text === "string") {
      const named = typeof value.kind === "string" ? value.kind : kind;
      collect(text, named, typeof value.lang === "string" ? languageTag(value.lang) : lang, into);
      return;
    }
    for (const [key, inner] of Object.entries(value)) {
      if (lang === undefined && isLanguage(key)) collect(inner, kind, languageTag(key), into);
      else collect(inner, key, lang, into);
    }
  }
}

function collectItem(item: JsonValue, kind: string, lang: string | undefined, into: Caption[]): void {
  if (isList(item) && item.length === 2 && typeof item[0] === "string" && typeof item[1] === "string")
    collect(item[1], item[0], lang, into);
  else collect(item, kind, lang, into);
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** `zh`, `zh_CN`, `zh-Hant`, `pt-BR`: what a set of captions uses as keys. */
function isLanguage(key: string): boolean {
  return /^[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?$/.test(key) && key !== "tts" && key !== "alt";
}

/** BCP 47 parts by hyphens. */
export function languageTag(key: string): string {
  return key.replaceAll("_", "-");
}
