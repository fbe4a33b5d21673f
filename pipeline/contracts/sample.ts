/** What flows through the stages: one sample is one record of the corpus. */

/** What JSON can hold. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** A picture as the source has it: encoded. Nothing decodes it until a stage needs pixels. */
export interface SampleImage {
  readonly bytes: Uint8Array;
  /** What its first bytes say: `jpeg`, `png`, `gif`, `webp` ...; empty when they say nothing known. */
  readonly format: string;
  /** Pixels as stored, before any rotation that EXIF asks for; 0 when the header does not tell. */
  readonly width: number;
  readonly height: number;
}

/** One of the texts that a source gives for a picture. */
export interface Caption {
  readonly text: string;
  /** As in `Sample.lang`. */
  readonly lang: string | undefined;
  /** What the source calls it: `caption`, `alt_text`, `sur_text`, `keywords` ... */
  readonly kind: string;
}

/** What a stage measured or made beside the text, of one dimension: pixels, image codes, vectors, logits. */
export type SampleArray = Uint8Array | Uint16Array | Int32Array | Float32Array;

/** One record of the corpus. Stages never change one: they return another (`withText`). */
export interface Sample {
  /** Stable: the source's own key, else derived from source file and record offset. Never the position in a run. */
  readonly id: string;
  /** The input it came from (the `name` of an input in the recipe). */
  readonly source: string;
  /** Where the record stands: file and byte offset (of the decompressed bytes) or line. */
  readonly origin: string;
  /** What text stages work on. Lone surrogates stay as the source has them until `unicode-repair`. */
  readonly text: string;
  /** Stages that mend characters clean it, too (`MapStage.titles`). */
  readonly title: string | undefined;
  /** What the source says, or `identify-language` found: a code such as `zh` or `en`. */
  readonly lang: string | undefined;
  readonly url: string | undefined;
  /** What else the source had, kept. */
  readonly meta: Readonly<Record<string, JsonValue>>;
  /** What filters have measured so far, to a millionth, by `stage-name` or `stage-name.measure`. */
  readonly scores: Readonly<Record<string, number>>;
  readonly image: SampleImage | undefined;
  /** All texts of the picture, of which `text` is one as a rule. Filters judge that; stages that clean texts clean all. */
  readonly captions: readonly Caption[];
  /** Named arrays, written as columns of these names; a name that begins with a dot is for other stages only. */
  readonly arrays: Readonly<Record<string, SampleArray>>;
  /** Token ids, once a tokenizer has run, in a view that is valid until the next sample. */
  readonly tokens: Uint32Array | undefined;
}

const noMeta: Readonly<Record<string, JsonValue>> = Object.freeze({});
const noScores: Readonly<Record<string, number>> = Object.freeze({});
const noCaptions: readonly Caption[] = Object.freeze([]);
const noArrays: Readonly<Record<string, SampleArray>> = Object.freeze({});

/**
 * A sample from the few things that a reader knows; the rest is empty.
 *
 * @example makeSample({ id: "42", source: "news", origin: "news.jsonl@1024", text: "正文", title: "标题" })
 */
export function makeSample(
  fields: Pick<Sample, "id" | "source" | "origin" | "text"> & {
    [Field in keyof Sample]?: Sample[Field] | undefined;
  },
): Sample {
  return {
    id: fields.id,
    source: fields.source,
    origin: fields.origin,
    text: fields.text,
    title: fields.title,
    lang: fields.lang,
    url: fields.url,
    meta: fields.meta ?? noMeta,
    scores: fields.scores ?? noScores,
    image: fields.image,
    captions: fields.captions ?? noCaptions,
    arrays: fields.arrays ?? noArrays,
    tokens: fields.tokens,
  };
}

/** The key of `Sample.scores` that a filter's measure is kept under. */
export function scoreKey(step: string, measure: string | undefined): string {
  return measure === undefined ? step : `${step}.${measure}`;
}

/** The sample with another text; the same object when the text did not change. */
export function withText(sample: Sample, text: string): Sample {
  return text === sample.text ? sample : changed(sample, text, sample.title, sample.scores, sample.tokens);
}

export function withTitle(sample: Sample, title: Sample["title"]): Sample {
  return changed(sample, sample.text, title, sample.scores, sample.tokens);
}

export function withScores(sample: Sample, scores: Sample["scores"]): Sample {
  return changed(sample, sample.text, sample.title, scores, sample.tokens);
}

export function withTokens(sample: Sample, tokens: Uint32Array): Sample {
  return changed(sample, sample.text, sample.title, sample.scores, tokens);
}

/** The fields in the order of `makeSample`: V8 then takes both for one kind of object, and compiles what reads them once. */
function changed(
  sample: Sample,
  text: string,
  title: Sample["title"],
  scores: Sample["scores"],
  tokens: Sample["tokens"],
): Sample {
  return {
    id: sample.id,
    source: sample.source,
    origin: sample.origin,
    text,
    title,
    lang: sample.lang,
    url: sample.url,
    meta: sample.meta,
    scores,
    image: sample.image,
    captions: sample.captions,
    arrays: sample.arrays,
    tokens,
  };
}

/** Bytes that a sample carries beside its text: what budgets and batches count. */
export function binaryBytes(sample: Sample): number {
  let bytes = sample.image?.bytes.length ?? 0;
  for (const name in sample.arrays) bytes += sample.arrays[name]?.byteLength ?? 0;
  return bytes;
}
