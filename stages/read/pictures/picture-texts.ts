/** The files that stand beside a picture under its name -> its captions, their language, and what else they tell. */
import { isUtf8 } from "node:buffer";
import type { Caption, JsonValue } from "../../../pipeline/contracts/sample.js";
import { maxDepth } from "../json/json-record.js";
import { nestsDeeper } from "../json/json-scan.js";
import { parseJson } from "../json/whole-numbers.js";
import { captionsOf } from "../records/captions.js";
import { setOwn } from "../records/row-records.js";
import { isImageName } from "./member-names.js";

export interface NamedBytes {
  readonly name: string;
  /** What tells its kind: `json`, `txt`, `jpg` ... */
  readonly extension: string;
  readonly body: Buffer;
}

export interface PictureTexts {
  readonly captions: readonly Caption[];
  readonly lang: string | undefined;
  readonly url: string | undefined;
  /** The rest of the .json file, and the files of other kinds by their ending. */
  readonly meta: Readonly<Record<string, JsonValue>>;
}

/** @param fields which fields of the .json file hold captions, the preferred first, and which ones language and address */
export function textsOf(
  members: readonly NamedBytes[],
  fields: { readonly captions: readonly string[]; readonly lang: string; readonly url: string },
): PictureTexts | { readonly problem: string; readonly raw: Buffer } {
  const captions: Caption[] = [];
  const meta: Record<string, JsonValue> = {};
  let lang: string | undefined;
  let url: string | undefined;
  for (const { name, extension, body } of members) {
    if (extension === "json") {
      const text = decode(body);
      const record = parseObject(text);
      if (record === undefined)
        return { problem: `"${name}" is no JSON object of at most ${maxDepth} levels`, raw: body };
      captions.push(...captionsOf(record, fields.captions));
      for (const [key, value] of Object.entries(record)) {
        // A field of the sample is a text or nothing; whatever else stands in one of that name (a list of addresses) is a note.
        if (key === fields.lang && isTextOrNull(value)) lang = value ?? lang;
        else if (key === fields.url && isTextOrNull(value)) url = value ?? url;
        else if (!fields.captions.includes(key)) setOwn(meta, key, value);
      }
      // `write-webdataset` keeps the notes of the original source under `meta`; these come before the notes of the file itself.
      if (isObject(record.meta)) {
        delete meta.meta;
        for (const [key, value] of Object.entries(record.meta)) setOwn(meta, key, value);
      }
    } else if (extension === "txt") {
      const text = decode(body).trim();
      if (text !== "") captions.unshift({ text, lang: undefined, kind: "txt" });
    } else if (!isImageName(name)) {
      setOwn(meta, extension, decode(body));
    }
  }
  return { captions: withLanguage(captions, lang), lang, url, meta };
}

function isTextOrNull(value: JsonValue): value is string | null {
  return value === null || typeof value === "string";
}

const gb18030 = new TextDecoder("gb18030");

/** Notes are UTF-8, or what Chinese systems wrote before it. */
function decode(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString("utf8").replace(/^\uFEFF/, "") : gb18030.decode(bytes);
}

/** The record's language holds for captions that name none of their own. */
function withLanguage(captions: readonly Caption[], lang: string | undefined): readonly Caption[] {
  return captions.map((caption) => (caption.lang === undefined ? { ...caption, lang } : caption));
}

function parseObject(text: string): Readonly<Record<string, JsonValue>> | undefined {
  if (nestsDeeper(text, maxDepth)) return undefined;
  try {
    const value = parseJson(text, maxDepth);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, JsonValue>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
