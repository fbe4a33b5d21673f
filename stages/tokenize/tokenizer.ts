/**
 * Byte-level BPE from a Hugging Face `tokenizer.json` or ranks of tiktoken: text to token ids, equal to `tokenizers` and `tiktoken`
 * token for token.
 */
import { UserError } from "../../pipeline/errors.js";
import { unitsOf } from "../text/units.js";
import { AddedTokenFinder } from "./added-tokens.js";
import { BacktrackingEncoder, tokensPerUnit } from "./backtracking-encoder.js";
import { bytesOf, spellByte } from "./byte-alphabet.js";
import { buildMergeTable } from "./merge-table.js";
import { type AddedToken, idIn, type TokenizerDefinition, type Vocabulary } from "./tokenizer-definition.js";
import { readTokenizerFile } from "./tokenizer-file.js";
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
 * Cost: about 0.5 s for a vocabulary of 150,000 tokens (test/bench/tokenize.ts prints it).
 *
 * @param path a tokenizer.json or a tiktoken file with ranks and pattern, also packed with gzip or zstd
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
  private readonly tokens: TokenNames;
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
    this.encoder = new BacktrackingEncoder(
      merges,
      definition.ignoreMerges ? definition.vocabulary : undefined,
    );
    this.normalizesToNfc = definition.normalizesToNfc;
    this.addsPrefixSpace = definition.addsPrefixSpace;
    this.addedTokens = new AddedTokenFinder(
      definition.addedTokens.filter((token) => specialTokens === "parse" || !token.special),
      (text) => this.normalize(text),
    );
    this.tokens = new TokenNames(definition.vocabulary, definition.addedTokens);
    this.vocabularySize = this.tokens.size;
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
    return this.tokens.join(ids);
  }

  /** The id of a token by its text, special and added ones by their name. */
  idOf(token: string): number | undefined {
    return this.tokens.find(token);
  }

  private normalize(text: string): string {
    return this.normalizesToNfc ? text.normalize("NFC") : text;
  }

  /** Encodes normalized text without added tokens behind the first `count` ids; returns the new count. */
  private encodePlain(text: string, count: number): number {
    const spaced = this.addsPrefixSpace && text !== "" && !text.startsWith(" ") ? ` ${text}` : text;
    const to = spaced.length;
    const units = unitsOf(spaced);
    const { scanner, encoder } = this;
    for (let start = 0; start < to; ) {
      const end = scanner.endOfWord(units, start, to);
      if (count + tokensPerUnit * (end - start) > this.ids.length) {
        this.reserve(count + tokensPerUnit * (end - start));
      }
      count = encoder.encode(units, start, end, this.ids, count);
      start = end;
    }
    return count;
  }

  private reserve(length: number): void {
    if (length <= this.ids.length) return;
    const grown = new Uint32Array(Math.max(length, 2 * this.ids.length));
    grown.set(this.ids);
    this.ids = grown;
  }
}

/** What decoding and questions about single tokens need; nothing is built before it is asked for. */
class TokenNames {
  /** Highest id plus one. */
  readonly size: number;
  private spelledById: readonly (string | undefined)[] | undefined;
  private readonly addedById: ReadonlyMap<number, string>;

  constructor(
    private readonly vocabulary: Vocabulary,
    private readonly addedTokens: readonly AddedToken[],
  ) {
    this.addedById = new Map(addedTokens.map(({ id, content }) => [id, content]));
    let highest = -1;
    for (const spelling in vocabulary) highest = Math.max(highest, vocabulary[spelling] ?? -1);
    for (const id of this.addedById.keys()) highest = Math.max(highest, id);
    this.size = highest + 1;
  }

  join(ids: ArrayLike<number>): string {
    return Buffer.concat(Array.from(ids, (id) => this.bytesOf(id))).toString("utf8");
  }

  find(token: string): number | undefined {
    for (const { content, id } of this.addedTokens) if (content === token) return id;
    let spelling = "";
    for (const byte of Buffer.from(token, "utf8")) spelling += spellByte(byte);
    return idIn(this.vocabulary, spelling);
  }

  private bytesOf(id: number): Uint8Array {
    const added = this.addedById.get(id);
    if (added !== undefined) return Buffer.from(added, "utf8");
    this.spelledById ??= spellingsById(this.vocabulary);
    const spelling = this.spelledById[id] ?? "";
    // A token that is not written in the alphabet stands for itself.
    return bytesOf(spelling) ?? Buffer.from(spelling, "utf8");
  }
}

function spellingsById(vocabulary: Vocabulary): (string | undefined)[] {
  const spellings: (string | undefined)[] = [];
  for (const [spelling, id] of Object.entries(vocabulary)) spellings[id] = spelling;
  return spellings;
}
