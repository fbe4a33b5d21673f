/** Byte-level BPE from any Hugging Face `tokenizer.json`: text to token ids, equal to `tokenizers` token for token. */
import { UserError } from "../../pipeline/errors.js";
import { AddedTokenFinder } from "./added-tokens.js";
import { BacktrackingEncoder } from "./backtracking-encoder.js";
import { readSpelling } from "./byte-alphabet.js";
import { buildMergeTable } from "./merge-table.js";
import { readTokenizerFile, type TokenizerDefinition } from "./tokenizer-file.js";
import { scannerOf, type WordScanner } from "./word-scanner.js";

/**
 * What to do with the name of a special token (`<|endoftext|>`) that stands in a text.
 * `data`: it is text like any other, so that no document can forge a control mark (`encode_special_tokens` in `tokenizers`).
 * `parse`: it becomes the special token, which is the default of `tokenizers`.
 */
export type SpecialTokens = "data" | "parse";

/** Names that the families of tokenizers give the token that ends a document, in the order in which they are tried. */
const endOfTextNames = [
  "<|endoftext|>",
  "<|end_of_text|>",
  "<\uff5cend\u2581of\u2581sentence\uff5c>",
  "</s>",
  "<eos>",
  "<|eos|>",
  "[EOS]",
];

/** Buffers above this are given back before the next text. */
const keptBytes = 8 << 20;

/**
 * Loads a tokenizer.
 *
 * Cost: about 1 s and 40 MB for a vocabulary of 150,000 tokens (test/bench/tokenize.ts).
 *
 * @param path `.json`, also packed with gzip or zstd
 * @throws UserError `tokenizer-unreadable`; `tokenizer-unsupported` for anything in the file that cannot be done exactly
 * @example
 * const tokenizer = await loadTokenizer("tokenizer.json");
 * tokenizer.encode("大规模语料"); // Uint32Array, valid until the next call
 */
export async function loadTokenizer(path: string, specialTokens: SpecialTokens = "data"): Promise<Tokenizer> {
  return new Tokenizer(await readTokenizerFile(path), path, specialTokens);
}

export class Tokenizer {
  /** Highest id plus one. */
  readonly vocabularySize: number;
  /** The token that ends a document by its usual names, when the file has one. */
  readonly endOfTextId: number | undefined;
  private readonly normalizesToNfc: boolean;
  private readonly addsPrefixSpace: boolean;
  private readonly scanner: WordScanner;
  private readonly encoder: BacktrackingEncoder;
  private readonly addedTokens: AddedTokenFinder;
  private readonly tokenBytes: TokenBytes;
  private readonly utf8 = new TextEncoder();
  private bytes = new Uint8Array(1 << 16);
  private ids = new Uint32Array(1 << 14);

  constructor(definition: TokenizerDefinition, file: string, specialTokens: SpecialTokens = "data") {
    const refuse = (key: string, problem: string): never => {
      throw new UserError(
        "tokenizer-unsupported",
        `this tokenizer cannot be reproduced exactly: ${problem}`,
        "",
        { file, key },
      );
    };
    const scanner = scannerOf(definition.pattern);
    this.scanner = scanner ?? refuse("pre_tokenizer", `the pattern ${definition.pattern} is not known`);
    const merges = buildMergeTable(definition, (problem) => refuse("model.merges", problem));
    this.encoder = new BacktrackingEncoder(merges, definition.ignoreMerges ? definition.vocabulary : {});
    this.normalizesToNfc = definition.normalizesToNfc;
    this.addsPrefixSpace = definition.addsPrefixSpace;
    this.addedTokens = new AddedTokenFinder(
      definition.addedTokens.filter((token) => specialTokens === "parse" || !token.special),
      (text) => this.normalize(text),
    );
    this.tokenBytes = new TokenBytes(definition);
    this.vocabularySize = this.tokenBytes.size;
    const end = endOfTextNames.find((name) => this.idOf(name) !== undefined);
    this.endOfTextId = end === undefined ? undefined : this.idOf(end);
  }

  /**
   * The tokens of a text. Lone surrogates count as U+FFFD, as in every UTF-8 encoder.
   *
   * @returns a view that is valid until the next call
   */
  encode(text: string): Uint32Array {
    if (this.ids.byteLength > keptBytes) this.ids = new Uint32Array(1 << 14);
    let count = 0;
    if (!this.addedTokens.mayOccurIn(text)) {
      count = this.encodePlain(this.normalize(text), 0);
    } else {
      for (const segment of this.addedTokens.split(text)) {
        if (typeof segment === "string") {
          count = this.encodePlain(segment, count);
        } else {
          this.reserve(count + 1);
          this.ids[count++] = segment;
        }
      }
    }
    return this.ids.subarray(0, count);
  }

  /** The text of tokens; bytes that do not form UTF-8 become U+FFFD. */
  decode(ids: ArrayLike<number>): string {
    return this.tokenBytes.join(ids);
  }

  /** The id of a token by its text, special and added ones by their name. Searches the vocabulary: not for a loop. */
  idOf(token: string): number | undefined {
    return this.tokenBytes.find(token);
  }

  private normalize(text: string): string {
    return this.normalizesToNfc ? text.normalize("NFC") : text;
  }

  /** Encodes normalized text without added tokens behind the first `count` ids; returns the new count. */
  private encodePlain(text: string, count: number): number {
    const spaced = this.addsPrefixSpace && text !== "" && !text.startsWith(" ") ? ` ${text}` : text;
    const to = this.writeUtf8(spaced);
    const { bytes, scanner, encoder } = this;
    for (let start = 0; start < to; ) {
      const end = scanner.endOfWord(bytes, start, to);
      if (count + end - start > this.ids.length) this.reserve(count + end - start);
      count = encoder.encode(bytes, start, end, this.ids, count);
      start = end;
    }
    return count;
  }

  private writeUtf8(text: string): number {
    const atMost = text.length > 1 << 16 ? Buffer.byteLength(text) : 3 * text.length;
    if (atMost > this.bytes.length || this.bytes.length > keptBytes) {
      this.bytes = new Uint8Array(Math.max(atMost, 1 << 16));
    }
    return this.utf8.encodeInto(text, this.bytes).written;
  }

  private reserve(length: number): void {
    if (length <= this.ids.length) return;
    const grown = new Uint32Array(Math.max(length, 2 * this.ids.length));
    grown.set(this.ids);
    this.ids = grown;
  }
}

/** The bytes of every token, end to end: id -> text without 150,000 strings. */
class TokenBytes {
  readonly size: number;
  private readonly bytes: Buffer;
  private readonly starts: Int32Array;

  constructor(definition: TokenizerDefinition) {
    const strings: string[] = [];
    const put = (token: string, id: number): void => {
      strings[id] = readSpelling(token) ?? Buffer.from(token, "utf8").toString("latin1");
    };
    for (const [token, id] of Object.entries(definition.vocabulary)) put(token, id);
    for (const { content, id } of definition.addedTokens) put(content, id);
    this.size = strings.length;
    this.starts = new Int32Array(this.size + 1);
    let length = 0;
    for (let id = 0; id < this.size; id++) {
      length += strings[id]?.length ?? 0;
      this.starts[id + 1] = length;
    }
    this.bytes = Buffer.alloc(length);
    for (let id = 0; id < this.size; id++)
      this.bytes.write(strings[id] ?? "", this.starts[id] ?? 0, "latin1");
  }

  join(ids: ArrayLike<number>): string {
    const parts: Buffer[] = [];
    for (let index = 0; index < ids.length; index++) parts.push(this.of(ids[index] ?? -1));
    return Buffer.concat(parts).toString("utf8");
  }

  find(token: string): number | undefined {
    const wanted = Buffer.from(token, "utf8");
    for (let id = this.size - 1; id >= 0; id--) {
      if (wanted.length > 0 && this.of(id).equals(wanted)) return id;
    }
    return undefined;
  }

  private of(id: number): Buffer {
    return this.bytes.subarray(this.starts[id] ?? 0, this.starts[id + 1] ?? 0);
  }
}
