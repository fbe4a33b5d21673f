/** Parameters that several sources have: with the same name go the same meaning, bounds and words. */
import { z } from "zod";
import { captionFields } from "./records/captions.js";

/** The name of a field, or several names that are tried in order. */
export const names = z.union([z.string(), z.array(z.string())]);

export function inOrder(given: string | readonly string[]): readonly string[] {
  return typeof given === "string" ? [given] : given;
}

/** What the parts of a record are called where it stands, and what its key is made of when it has none. */
const words = {
  Field: { several: "Field or fields", record: "record", place: "input/file#offset" },
  Column: { several: "Column or columns", record: "row", place: "input/file#row" },
} as const;
type Part = keyof typeof words;

export function idParameter(part: Part, tried: readonly string[]) {
  const { several, record, place } = words[part];
  return names
    .default([...tried])
    .describe(
      `${several}, tried in order, that hold the stable key of a ${record}; without any of them it is ${place}.`,
    );
}

export function urlParameter(part: Part | `Field of ${string}`) {
  return z.string().default("url").describe(`${part} that holds the address of the page.`);
}

export function langParameter(part: Part | `Field of ${string}`) {
  return z.string().default("lang").describe(`${part} that holds the language code.`);
}

/** Which part of a record becomes what of a document. */
export function documentParameters(part: Part) {
  return {
    text: z
      .string()
      .default("content")
      .describe(`${part} that holds the text. With the default, "text" is read where "content" is missing.`),
    id: idParameter(part, ["uniqueKey", "id"]),
    title: z.string().default("title").describe(`${part} that holds the title.`),
    url: urlParameter(part),
    lang: langParameter(part),
  };
}

export type DocumentParameters = z.output<z.ZodObject<ReturnType<typeof documentParameters>>>;

/** @param which fields they are, and how their texts may look */
export function captionsParameter(which: string) {
  return z
    .array(z.string())
    .default([...captionFields])
    .describe(which);
}

/** What is read of the notes beside a picture; they are files of their own, or members of a tar. */
export function noteParameters(kind: "file" | "member") {
  return {
    captions: captionsParameter(
      `Fields of the .json ${kind} that hold texts of the picture, the preferred first. The .txt ${kind} comes before them all.`,
    ),
    lang: langParameter(`Field of the .json ${kind}`),
    url: urlParameter(`Field of the .json ${kind}`),
  };
}

export const encodingParameter = z
  .enum(["auto", "utf-8", "gb18030", "utf-16le", "utf-16be"])
  .default("auto")
  .describe("Encoding of the files; auto tells it from a byte order mark or the first 256 KiB.");

/** @param what is held at once, and what becomes of what is larger */
export function limitParameter(byDefault: number, what: string, most = 512 * 2 ** 20) {
  return z.number().int().min(1024).max(most).default(byDefault).describe(what);
}

export function recordLimitParameter(byDefault: number, most?: number) {
  return limitParameter(
    byDefault,
    "Records above this many bytes are skipped and quarantined as errors.",
    most,
  );
}

/** @param what is handed on */
export function batchParameter(byDefault: number, what = "records", most = 2 ** 30) {
  return z
    .number()
    .int()
    .min(1)
    .max(most)
    .default(byDefault)
    .describe(`Bytes of ${what} that are handed on at once.`);
}
