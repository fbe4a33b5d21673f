/** A record of a picture: where the picture is, and the texts and notes that stand with it. */
import type { Caption, JsonValue } from "../../../pipeline/contracts/sample.js";
import type { JsonRecord } from "../json/json-record.js";
import { captionsOf, languageTag } from "../records/captions.js";
import { isOwnRecord, isScores, unwrappedColumn, unwrappedNotes } from "../records/own-record.js";
import { setOwn } from "../records/row-records.js";

/** Fields that records of known sets keep the picture in: our own index, Hugging Face, BriVL, image folders, WuDaoMM, img2dataset. */
export const pictureFields = [
  ...["image_path", "image", "image_id", "file_name", "path", "name"],
  ...["jpg", "png", "webp"],
] as const;

export interface ImageRecordFields {
  /** Tried in order. */
  readonly image: readonly string[];
  /** What a text in that field is; `{bytes, path}` and `data:` addresses tell it themselves. */
  readonly holds: "path" | "base64";
  readonly id: readonly string[];
  readonly captions: readonly string[];
  readonly lang: string;
  readonly url: string;
}

export interface ImageRecord {
  readonly picture: { readonly path: string } | { readonly bytes: Uint8Array };
  /** Undefined when the record has none of the fields. */
  readonly id: string | undefined;
  readonly captions: readonly Caption[];
  readonly lang: string | undefined;
  readonly url: string | undefined;
  readonly meta: Readonly<Record<string, JsonValue>>;
  /** What records of a dataset that this project wrote tell beside. */
  readonly text?: string;
  readonly title?: string | undefined;
  readonly scores?: Readonly<Record<string, number>>;
}

/** The record, whose bytes are base64, or `code: message` when it tells of no picture. */
export function imageRecord(record: JsonRecord, fields: ImageRecordFields): ImageRecord | string {
  // Records made from the rows of tables lack the columns that are empty in their row.
  const mayLack = ["title", "lang", "url"];
  return isOwnRecord((field) => mayLack.includes(field) || Object.hasOwn(record, field))
    ? ownImageRecord(record, fields)
    : foreignImageRecord(record, fields);
}

/** Fields of an own record that are those of the sample; the size is told by the picture itself. */
const sampleFields = ["text", "title", "scores", "width", "height"];

function ownImageRecord(record: JsonRecord, fields: ImageRecordFields): ImageRecord | string {
  const { lang, ...columns } = record;
  const others: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(columns))
    if (value !== null && !sampleFields.includes(name)) setOwn(others, name, unwrappedColumn(name, value));
  const found = foreignImageRecord(others, fields);
  if (typeof found === "string") return found;
  const scores = unwrappedColumn("scores", record.scores ?? null);
  return {
    ...found,
    // The language of the sample; captions have language tags of their own.
    lang: typeof lang === "string" ? lang : undefined,
    meta: unwrappedNotes(found.meta),
    text: textIn(record, "text") ?? "",
    title: textIn(record, "title"),
    scores: isScores(scores) ? scores : {},
  };
}

function foreignImageRecord(record: JsonRecord, fields: ImageRecordFields): ImageRecord | string {
  const imageKey = fields.image.find((field) => Object.hasOwn(record, field) && record[field] !== null);
  if (imageKey === undefined)
    return `no-image: the record has none of ${fields.image.join(", ")} (the parameter image names other fields)${adviceOnAddress(record)}`;
  const picture = pictureOf(record[imageKey] ?? null, imageKey, fields.holds);
  if (typeof picture === "string") return picture;
  const idKey = fields.id.find((field) => {
    const own = Object.hasOwn(record, field) ? record[field] : undefined;
    return (typeof own === "string" && own !== "") || typeof own === "number";
  });
  const lang = textIn(record, fields.lang);
  const url = textIn(record, fields.url);
  const meta: Record<string, JsonValue> = {};
  const taken = new Set<string | undefined>([idKey]);
  if (lang !== undefined) taken.add(fields.lang);
  if (url !== undefined) taken.add(fields.url);
  if (!("path" in picture)) taken.add(imageKey);
  const texts: Record<string, JsonValue> = {};
  for (const key of Object.keys(record)) {
    const isCaption = fields.captions.includes(key);
    if (isCaption || !taken.has(key)) setOwn(isCaption ? texts : meta, key, record[key] ?? null);
  }
  const tag = lang === undefined ? undefined : languageTag(lang);
  return {
    picture,
    id: idKey === undefined ? undefined : String(record[idKey] as string | number),
    captions: captionsOf(texts, fields.captions).map((caption) =>
      caption.lang === undefined ? { ...caption, lang: tag } : caption,
    ),
    lang: tag,
    url,
    meta,
  };
}

function pictureOf(
  value: JsonValue,
  key: string,
  holds: ImageRecordFields["holds"],
): ImageRecord["picture"] | string {
  if (typeof value === "string") {
    const data = /^data:[^,]*;base64,/i.exec(value);
    if (data !== null) return fromBase64(value.slice(data[0].length), key);
    if (value === "") return `no-image: "${key}" is empty`;
    return holds === "base64" ? fromBase64(value, key) : { path: value };
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const { bytes, path } = value as JsonRecord;
    if (typeof bytes === "string") return fromBase64(bytes, key);
    if (typeof path === "string" && path !== "") return { path };
  }
  return `no-image: "${key}" holds no picture; expected a path, base64, or {"bytes", "path"}`;
}

/** Of a list of addresses with captions, as LAION publishes it. */
function adviceOnAddress(record: JsonRecord): string {
  const key = Object.keys(record).find((name) => /^https?:\/\//i.test(String(record[name])));
  return key === undefined
    ? ""
    : `; "${key}" is an address: download the pictures first, for instance with img2dataset, whose tars read-webdataset reads`;
}

/** Strict, since lenient decoding turns a path into the bytes of no picture. */
function fromBase64(text: string, key: string): ImageRecord["picture"] | string {
  const dense = text.replace(/[\r\n]+/g, "");
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(dense))
    return `invalid-base64: "${key}" is not base64 (the parameter holds tells paths from base64)`;
  return { bytes: Buffer.from(dense, "base64") };
}

function textIn(record: JsonRecord, key: string): string | undefined {
  const value = Object.hasOwn(record, key) ? record[key] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}
