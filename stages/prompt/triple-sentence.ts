/** A triple of a knowledge graph -> the sentence that states it, with the places of its entities. */
import { z } from "zod";
import { fieldOf } from "../../pipeline/contracts/record-field.js";
import type { Sample } from "../../pipeline/contracts/sample.js";
import { defineMap } from "../../pipeline/contracts/stage.js";

/** Each entity stands once: its span would be in doubt otherwise. */
const template = z
  .string()
  .refine((text) => text.split("{head}").length === 2 && text.split("{tail}").length === 2, {
    message: "a template holds {head} once and {tail} once, as in {head}属于{tail}。",
  });

const parameters = z.strictObject({
  relation: z.string().default("relation").describe("field of a triple that holds its relation"),
  tail: z.string().default("tail").describe("field of a triple that holds its tail; the text is its head"),
  attributes: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      "for records of entities in place of triples: field -> relation; each of these fields makes a triple, the text is the head of all",
    ),
  templates: z
    .record(z.string(), template)
    .default({})
    .describe("relation -> the sentence that states it, with {head} and {tail}"),
  otherwise: template
    .default("{head}的{relation}是{tail}。")
    .describe("the sentence of relations without one of their own; may hold {relation}"),
});

export const tripleSentence = defineMap({
  name: "triple-sentence",
  summary:
    "Makes of a triple (head, relation, tail) the sentence that states it, with the places of head and tail in it.",
  source:
    "Agarwal et al. 2021, KELM (triples as sentences for pre-training); spans in characters as in FewRel",
  parameters,
  reasons: { "no-output": "head, relation or tail is missing" },
  examples: [
    { in: "中信出版", out: null },
    { in: "中信出版", out: "中信出版的来源是test。", params: { attributes: { source: "来源" } } },
    { in: " ", out: null, params: { attributes: { source: "来源" } } },
  ],
  open: (params) => {
    const state = (sample: Sample, id: string, relation: string, tail: string): Sample[] => {
      const head = sample.text.trim();
      if (head === "" || relation === "" || tail === "") return [];
      const own = Object.hasOwn(params.templates, relation) ? params.templates[relation] : undefined;
      const { text, spans } = fill(own ?? params.otherwise, { head, relation, tail });
      return [
        {
          ...sample,
          id,
          text,
          meta: { ...sample.meta, head, relation, tail },
          arrays: { ...sample.arrays, head_span: spans.head, tail_span: spans.tail },
        },
      ];
    };
    const attributes = Object.entries(params.attributes);
    return (sample) =>
      attributes.length === 0
        ? state(sample, sample.id, wordsOf(sample, params.relation), wordsOf(sample, params.tail))
        : attributes.flatMap(([field, relation]) =>
            state(sample, `${sample.id}#${field}`, relation, wordsOf(sample, field)),
          );
  },
});

type Parts = Readonly<Record<"head" | "relation" | "tail", string>>;

/** Spans are [start, end) in characters (code points), as Python counts them: rare characters are one. */
function fill(
  template: string,
  parts: Parts,
): { readonly text: string; readonly spans: Readonly<Record<keyof Parts, Int32Array>> } {
  const none = new Int32Array(2);
  const spans = { head: none, relation: none, tail: none };
  let text = "";
  let characters = 0;
  for (const piece of template.split(/(\{(?:head|relation|tail)\})/)) {
    const name = /^\{(head|relation|tail)\}$/.exec(piece)?.[1] as keyof Parts | undefined;
    const words = name === undefined ? piece : parts[name];
    const start = characters;
    characters += Array.from(words).length;
    text += words;
    if (name !== undefined) spans[name] = Int32Array.of(start, characters);
  }
  return { text, spans };
}

function wordsOf(sample: Sample, field: string): string {
  const value = fieldOf(field, sample, undefined);
  return typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
}
