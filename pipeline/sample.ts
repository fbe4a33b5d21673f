/** What flows through the stages: one sample is one record of the corpus. */

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

export interface Sample {
  /** Stable: the source's own key, else derived from source file and record offset. Never the position in a run. */
  readonly id: string;
  /** The input it came from (the `name` of an input in the recipe). */
  readonly source: string;
  /** Where the record stands: file and byte offset (of the decompressed bytes) or line. */
  readonly origin: string;
  readonly text: string;
  readonly title: string | undefined;
  readonly lang: string | undefined;
  readonly url: string | undefined;
  /** What else the source had, kept. */
  readonly meta: Readonly<Record<string, JsonValue>>;
  /** Scores that filters have computed so far, by `stage-name`. */
  readonly scores: Readonly<Record<string, number>>;
  /** Token ids, once a tokenizer has run. A view that is valid until the next sample. */
  readonly tokens: Uint32Array | undefined;
}

const noMeta: Readonly<Record<string, JsonValue>> = Object.freeze({});
const noScores: Readonly<Record<string, number>> = Object.freeze({});

/** A sample from the few things that a reader knows; the rest is empty. */
export function makeSample(
  fields: Pick<Sample, "id" | "source" | "origin" | "text"> & Partial<Sample>,
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
    tokens: fields.tokens,
  };
}

/** The sample with another text; the same object when the text did not change. */
export function withText(sample: Sample, text: string): Sample {
  return text === sample.text ? sample : { ...sample, text };
}
