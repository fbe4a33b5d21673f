/**
 * Tokens on disk: per split `tokens` (u16 or u32 little-endian, back to back), and for each document `lengths` (u32, its tokens),
 * `prompts` (u32, how many of them are its prompt), `ids` (u32, hash of its id) and, where documents were laid out anew, `places` (u32
 * pairs: split and ordinal that it had). All splits together are one virtual stream that rows are cut from.
 */
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TokenStream } from "../../contracts/stage.js";
import { writeAll } from "./spill.js";
import { readExactly } from "./spill-read.js";

const chunkTokens = 1 << 20;
const nothing = new Uint32Array(0);

/** Bytes of a stored id for a vocabulary of that size. */
export function tokenWidth(vocabularySize: number): 2 | 4 {
  return vocabularySize <= 65536 ? 2 : 4;
}

export class TokenSpillWriter {
  private readonly descriptor: number;
  private readonly lengths: WordWriter;
  private readonly prompts: WordWriter;
  private readonly ids: WordWriter;
  private readonly places: WordWriter;
  private readonly chunk: Uint16Array | Uint32Array;
  private used = 0;
  tokens = 0;
  documents = 0;

  constructor(folder: string, vocabularySize: number) {
    this.descriptor = openSync(join(folder, "tokens"), "w");
    this.lengths = new WordWriter(join(folder, "lengths"));
    this.prompts = new WordWriter(join(folder, "prompts"));
    this.ids = new WordWriter(join(folder, "ids"));
    this.places = new WordWriter(join(folder, "places"));
    this.chunk =
      tokenWidth(vocabularySize) === 2 ? new Uint16Array(chunkTokens) : new Uint32Array(chunkTokens);
  }

  /**
   * @param prompt tokens before the text, which a model is not to learn
   * @param id     hash of the document's id
   * @param place  where the document stood before it was laid out anew
   */
  write(tokens: Uint32Array, prompt: Uint32Array = nothing, id = 0, place?: DocumentPlace): void {
    this.put(prompt);
    this.put(tokens);
    this.tokens += prompt.length + tokens.length;
    this.documents++;
    this.lengths.write(prompt.length + tokens.length);
    this.prompts.write(prompt.length);
    this.ids.write(id);
    if (place === undefined) return;
    this.places.write(place.split);
    this.places.write(place.ordinal);
  }

  private put(tokens: Uint32Array): void {
    for (let from = 0; from < tokens.length; ) {
      const part = tokens.subarray(from, from + chunkTokens - this.used);
      this.chunk.set(part, this.used);
      this.used += part.length;
      from += part.length;
      if (this.used === chunkTokens) this.flushTokens();
    }
  }

  finish(): void {
    this.flushTokens();
    closeSync(this.descriptor);
    for (const words of [this.lengths, this.prompts, this.ids, this.places]) words.finish();
  }

  private flushTokens(): void {
    const { chunk } = this;
    writeAll(this.descriptor, new Uint8Array(chunk.buffer, 0, this.used * chunk.BYTES_PER_ELEMENT));
    this.used = 0;
  }
}

/** Place of a document among those that the stream phase left. */
export interface DocumentPlace {
  readonly split: number;
  readonly ordinal: number;
}

/** A file of 32-bit words. */
class WordWriter {
  private readonly descriptor: number;
  private waiting: number[] = [];

  constructor(path: string) {
    this.descriptor = openSync(path, "w");
  }

  write(word: number): void {
    this.waiting.push(word);
    if (this.waiting.length === 65536) this.flush();
  }

  finish(): void {
    this.flush();
    closeSync(this.descriptor);
  }

  private flush(): void {
    writeAll(this.descriptor, new Uint8Array(Uint32Array.from(this.waiting).buffer));
    this.waiting = [];
  }
}

/** Documents of one part in order, in batches of about 4 MiB of tokens. */
export interface TokenDocuments {
  /** Ordinal of the first one. */
  readonly first: number;
  readonly tokens: Uint16Array | Int32Array;
  readonly lengths: Uint32Array;
  readonly prompts: Uint32Array;
  readonly ids: Uint32Array;
}

export function* readTokenDocuments(folder: string, width: 2 | 4): Generator<TokenDocuments> {
  const lengths = readWords(join(folder, "lengths"));
  const prompts = readWords(join(folder, "prompts"));
  const ids = readWords(join(folder, "ids"));
  const path = join(folder, "tokens");
  const descriptor = openSync(path, "r");
  try {
    let position = 0;
    for (let first = 0; first < lengths.length; ) {
      let last = first;
      let tokens = 0;
      while (last < lengths.length && (last === first || tokens < chunkTokens)) tokens += lengths[last++]!;
      const bytes = new Uint8Array(tokens * width);
      readExactly(descriptor, bytes, position * width, path);
      yield {
        first,
        tokens: width === 2 ? new Uint16Array(bytes.buffer) : new Int32Array(bytes.buffer),
        lengths: lengths.subarray(first, last),
        prompts: prompts.subarray(first, last),
        ids: ids.subarray(first, last),
      };
      position += tokens;
      first = last;
    }
  } finally {
    closeSync(descriptor);
  }
}

type TokenIds = Parameters<TokenStream["read"]>[2];

interface OpenPart {
  readonly part: number;
  readonly descriptor: number;
  readonly documentStarts: Float64Array;
  readonly promptLengths: Uint32Array;
  /** Split and ordinal of each document; empty where it stands where the stream phase left it. */
  readonly places: Uint32Array;
}

export interface TokenPart {
  readonly folder: string;
  readonly tokens: number;
  readonly documents: number;
}

/** The stream over all parts. Holds at most one part's document lengths and one open file at a time. */
export class TokenParts implements TokenStream {
  readonly documents: number;
  readonly tokens: number;
  private readonly starts: readonly number[];
  private scratch = new Uint8Array(0);
  private open: OpenPart | undefined;

  constructor(
    private readonly parts: readonly TokenPart[],
    readonly vocabularySize: number,
  ) {
    const starts = [0];
    for (const part of parts) starts.push((starts.at(-1) ?? 0) + part.tokens);
    this.starts = starts;
    this.tokens = starts.at(-1) ?? 0;
    this.documents = parts.reduce((sum, part) => sum + part.documents, 0);
  }

  read(from: number, to: number, into: TokenIds): Promise<readonly number[]> {
    const documentStarts: number[] = [];
    for (let part = this.partOf(from); part < this.parts.length && (this.starts[part] ?? 0) < to; part++) {
      const partStart = this.starts[part] ?? 0;
      const start = Math.max(from, partStart);
      const end = Math.min(to, this.starts[part + 1] ?? 0);
      const { descriptor, documentStarts: inPart } = this.openPart(part);
      this.readTokens(
        descriptor,
        start - partStart,
        end - partStart,
        into.subarray(start - from, end - from),
        part,
      );
      for (let index = lowerBound(inPart, start - partStart); index < inPart.length; index++) {
        const position = partStart + (inPart[index] ?? 0);
        if (position >= end) break;
        documentStarts.push(position);
      }
    }
    return Promise.resolve(documentStarts);
  }

  prompts(from: number, to: number): [number, number][] {
    const spans: [number, number][] = [];
    for (let part = this.partOf(from); part < this.parts.length && (this.starts[part] ?? 0) < to; part++) {
      const partStart = this.starts[part] ?? 0;
      const { documentStarts, promptLengths } = this.openPart(part);
      // The document that holds `from` may have begun before it.
      let index = Math.max(0, lowerBound(documentStarts, from - partStart) - 1);
      for (; index < documentStarts.length; index++) {
        const start = partStart + (documentStarts[index] ?? 0);
        if (start >= to) break;
        const end = start + (promptLengths[index] ?? 0);
        if (end > start && end > from) spans.push([start, end]);
      }
    }
    return spans;
  }

  /** The documents that reach into [from, to): where they begin in the stream, and where they came from. */
  documentsIn(from: number, to: number): (DocumentPlace & { readonly start: number })[] {
    const found: (DocumentPlace & { readonly start: number })[] = [];
    for (let part = this.partOf(from); part < this.parts.length && (this.starts[part] ?? 0) < to; part++) {
      const partStart = this.starts[part] ?? 0;
      const { documentStarts, places } = this.openPart(part);
      let index = lowerBound(documentStarts, Math.max(0, from - partStart));
      // The document that holds `from` may have begun before it.
      if (index > 0 && (documentStarts[index] ?? Number.POSITIVE_INFINITY) + partStart > from) index--;
      for (; index < documentStarts.length; index++) {
        const start = partStart + documentStarts[index]!;
        if (start >= to) break;
        const [split, ordinal] =
          places.length === 0 ? [part, index] : [places[2 * index]!, places[2 * index + 1]!];
        found.push({ start, split, ordinal });
      }
    }
    return found;
  }

  close(): void {
    if (this.open !== undefined) closeSync(this.open.descriptor);
    this.open = undefined;
  }

  /** The last part that starts at or before a position and is not empty there. */
  private partOf(position: number): number {
    let low = 0;
    let high = this.parts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private openPart(part: number): OpenPart {
    if (this.open?.part === part) return this.open;
    this.close();
    const folder = this.parts[part]?.folder ?? "";
    const lengths = readWords(join(folder, "lengths"));
    const documentStarts = new Float64Array(lengths.length);
    let position = 0;
    lengths.forEach((length, index) => {
      documentStarts[index] = position;
      position += length;
    });
    this.open = {
      part,
      descriptor: openSync(join(folder, "tokens"), "r"),
      documentStarts,
      promptLengths: readWords(join(folder, "prompts")),
      places: readWords(join(folder, "places")),
    };
    return this.open;
  }

  private readTokens(descriptor: number, from: number, to: number, into: TokenIds, part: number): void {
    const width = tokenWidth(this.vocabularySize);
    const size = (to - from) * width;
    const path = join(this.parts[part]?.folder ?? "", "tokens");
    if (into.BYTES_PER_ELEMENT === width) {
      readExactly(descriptor, new Uint8Array(into.buffer, into.byteOffset, size), from * width, path);
      return;
    }
    if (size > this.scratch.length) this.scratch = new Uint8Array(size);
    const bytes = this.scratch.subarray(0, size);
    readExactly(descriptor, bytes, from * width, path);
    into.set(
      width === 2 ? new Uint16Array(bytes.buffer, 0, to - from) : new Uint32Array(bytes.buffer, 0, to - from),
    );
  }
}

function readWords(path: string): Uint32Array {
  const bytes = readFileSync(path);
  return new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function lowerBound(values: Float64Array, wanted: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
