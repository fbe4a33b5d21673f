/**
 * A conversion as `npm run build` stores it, so that each thread reads in milliseconds what takes up to half a second to
 * build:
 *
 *     4 bytes    length of the head
 *     head       JSON, filled up with spaces to a multiple of 4: numbers, words, and elements and element size of each array
 *     arrays     in the order of the head, each filled up to a multiple of 4
 *
 * The whole is packed with gzip.
 */
import { gunzipSync, gzipSync } from "node:zlib";
import type { Conversion } from "./conversion.js";
import { DictionaryChain, Replacer } from "./dictionary-chain.js";
import { FlatTrie } from "./flat-trie.js";
import { onlyChain, placeOf } from "./phrase-tables.js";

type StoredArray = Uint8Array | Uint16Array | Int32Array;

interface Head {
  readonly wideBits: number;
  readonly growth: number;
  /** By phrase; null for none. */
  readonly joins: readonly ({
    readonly before: readonly number[];
    readonly after: readonly number[];
  } | null)[];
  /** Replacements of each dictionary, in the order of `steps`; null for a step that the form has not. */
  readonly replacements: readonly (readonly string[] | null)[];
  readonly arrays: readonly (readonly [elements: number, elementBytes: number])[];
}

const steps = ["normalize", "segment", "regional", "simplify"] as const;

export function packConversion(conversion: Conversion): Uint8Array {
  const { entries, neutral, standard, places, standardFirsts, tables, chain } = conversion;
  const found = steps.map((step) => chain.replacers[step]);
  const tries = [conversion.trie, ...found.flatMap((replacer) => replacer?.trie ?? [])].map((trie) =>
    trie.parts(),
  );
  const arrays: readonly StoredArray[] = [
    ...[entries, neutral, standard, places, standardFirsts],
    ...[tables.steps, tables.phrases, tables.neighbours, tables.outputs],
    ...tries.flatMap(({ roots, value, table }) => [roots, value, table]),
  ];
  const head: Head = {
    wideBits: conversion.wideBits,
    growth: conversion.growth,
    joins: conversion.joins.map((one) =>
      one === undefined ? null : { before: [...one.before], after: [...one.after] },
    ),
    replacements: found.map((replacer) => replacer?.replacements ?? null),
    arrays: arrays.map(({ length, BYTES_PER_ELEMENT }) => [length, BYTES_PER_ELEMENT]),
  };
  const written = Buffer.from(JSON.stringify(head));
  const padded = Buffer.concat([written, Buffer.alloc(padding(written.length), " ")]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(padded.length);
  const bodies = arrays.flatMap(({ buffer, byteOffset, byteLength }) => [
    Buffer.from(buffer, byteOffset, byteLength),
    Buffer.alloc(padding(byteLength)),
  ]);
  return gzipSync(Buffer.concat([length, padded, ...bodies]));
}

export function unpackConversion(packed: Uint8Array): Conversion {
  // Of its own: the arrays are views, which begin at multiples of 4.
  const { buffer } = new Uint8Array(gunzipSync(packed));
  const bytes = Buffer.from(buffer);
  let at = 4 + bytes.readUInt32LE(0);
  const head = JSON.parse(bytes.toString("utf8", 4, at)) as Head;
  const { arrays, replacements, wideBits, growth } = head;
  let next = 0;
  const take = (elementBytes: number): { readonly at: number; readonly elements: number } => {
    const [elements, size] = arrays[next++] ?? [0, 0];
    if (size !== elementBytes)
      throw new Error("the stored conversion is of another version: run npm run build");
    const taken = { at, elements };
    at += elements * size + padding(elements * size);
    return taken;
  };
  const words = (): Int32Array => {
    const taken = take(4);
    return new Int32Array(buffer, taken.at, taken.elements);
  };
  const units = (): Uint16Array => {
    const taken = take(2);
    return new Uint16Array(buffer, taken.at, taken.elements);
  };
  const flags = (): Uint8Array => {
    const taken = take(1);
    return new Uint8Array(buffer, taken.at, taken.elements);
  };
  const trie = (): FlatTrie => FlatTrie.from({ roots: words(), value: words(), table: words() });
  const index = {
    entries: words(),
    neutral: flags(),
    standard: units(),
    places: units(),
    standardFirsts: units(),
  };
  const tables = { steps: words(), phrases: words(), neighbours: words(), outputs: units() };
  const phrases = trie();
  const found = replacements.map((list) => (list === null ? undefined : new Replacer(trie(), list)));
  const [normalize, segment, regional, simplify] = found;
  if (normalize === undefined || simplify === undefined)
    throw new Error("a stored conversion lacks its dictionaries");
  return {
    ...index,
    wideBits,
    growth,
    tables,
    trie: phrases,
    outputs: outputsOf(tables.phrases, tables.outputs, index.places.length),
    joins: head.joins.map((one) =>
      one === null ? undefined : { before: new Set(one.before), after: new Set(one.after) },
    ),
    chain: new DictionaryChain({ normalize, segment, regional, simplify }),
  };
}

/** What phrases become, as views of the table of all. */
function outputsOf(phrases: Int32Array, outputs: Uint16Array, count: number): (Uint16Array | undefined)[] {
  return Array.from({ length: count }, (_, phrase) => {
    const { at, units } = placeOf(phrases, phrase);
    return units === onlyChain ? undefined : outputs.subarray(at, at + units);
  });
}

function padding(bytes: number): number {
  return -bytes & 3;
}
