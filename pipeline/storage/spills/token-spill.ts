/**
 * Tokens on disk: per split `tokens` (u16 or u32 little-endian, back to back), and for each document `lengths` (u32, its tokens),
 * `prompts` (u32, how many of them are its prompt), `ids` (u32, hash of its id) and, where documents were laid out anew, `places` (u32
 * pairs: split and ordinal that it had).
 */
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { readUint32s, writeAll } from "../exact-bytes.js";
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
  const lengths = readUint32s(join(folder, "lengths"));
  const prompts = readUint32s(join(folder, "prompts"));
  const ids = readUint32s(join(folder, "ids"));
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
