/** Byte-level BPE (GPT-2, Qwen, Llama 3, tiktoken's files): words are cut by a pattern, each is spelled in bytes and merged. */
import { isPair, unitsOf } from "../../text/units.js";
import type { AddedToken } from "../added-tokens.js";
import { buildMergeTable } from "../bpe/merge-table-builder.js";
import { WordEncoder } from "../bpe/word-encoder.js";
import type { IdList } from "../id-list.js";
import { toNfc } from "../normal-forms.js";
import { alignedNfc } from "../offsets/aligned-forms.js";
import type { AlignedText } from "../offsets/aligned-text.js";
import type { Spans } from "../offsets/spans.js";
import type { TextModel, TokenizerParts, TokenNames } from "../tokenizer.js";
import type { Refuse } from "../unsupported.js";
import { idIn, type Vocabulary } from "../vocabulary.js";
import { bytesOf, spellByte } from "./byte-alphabet.js";
import { byteLevelAlphabet } from "./byte-level-alphabet.js";
import type { ByteLevelDefinition } from "./definition.js";
import { scannerOf, type WordScanner } from "./word-scanner.js";

export function byteLevelParts(definition: ByteLevelDefinition, refuse: Refuse): TokenizerParts {
  return {
    model: new ByteLevelModel(definition, refuse),
    names: new ByteLevelNames(definition.vocabulary, definition.addedTokens),
    addedTokens: definition.addedTokens,
  };
}

class ByteLevelModel implements TextModel {
  private readonly normalizesToNfc: boolean;
  private readonly addsPrefixSpace: boolean;
  private readonly scanner: WordScanner;
  private readonly encoder: WordEncoder;
  private readonly vocabulary: Vocabulary;
  /** Bytes of each token; made when places are asked for. */
  private byteLengths: Int32Array | undefined;

  constructor(definition: ByteLevelDefinition, refuse: Refuse) {
    this.scanner =
      scannerOf(definition.patterns) ??
      refuse("pre_tokenizer", `the pattern ${definition.patterns.join(" then ")} is not known`);
    const { vocabulary } = definition;
    const bytes = Array.from({ length: 256 }, (_, byte) => spellByte(byte));
    const table = buildMergeTable({ ...definition, atoms: bytes }, (problem) =>
      refuse("model.merges", problem),
    );
    for (const spelling of table.spellings) {
      if (spelling !== undefined && bytesOf(spelling) === undefined) {
        refuse("model.merges", `the token "${spelling}" is not written in the byte alphabet`);
      }
    }
    this.encoder = new WordEncoder(
      table,
      byteLevelAlphabet(Int32Array.from(bytes, (byte) => vocabulary[byte]!)),
      definition.ignoreMerges ? definition.vocabulary : undefined,
    );
    this.vocabulary = vocabulary;
    this.normalizesToNfc = definition.normalizesToNfc;
    this.addsPrefixSpace = definition.addsPrefixSpace;
  }

  normalize(text: string): string {
    return this.normalizesToNfc ? toNfc(text) : text;
  }

  encode(text: string, ids: IdList): void {
    const spaced = this.addsPrefixSpace && text !== "" && !text.startsWith(" ") ? ` ${text}` : text;
    this.encoder.encode(unitsOf(spaced), 0, spaced.length, this.scanner, ids);
  }

  align(text: AlignedText): AlignedText {
    return this.normalizesToNfc ? alignedNfc(text) : text;
  }

  /** The bytes of the tokens are those of the text, in its order. */
  encodeAligned(aligned: AlignedText, ids: IdList, spans: Spans): void {
    const spaced = this.addsPrefixSpace && !aligned.text.startsWith(" ") ? aligned.prepend(" ") : aligned;
    const before = ids.length;
    this.encode(spaced.text, ids);
    const units = unitsOf(spaced.text);
    this.byteLengths ??= bytesOfTokens(this.vocabulary);
    let at = 0;
    /** Bytes of the character at `at` that tokens have had. */
    let within = 0;
    for (let index = before; index < ids.length; index++) {
      const start = at;
      within += this.byteLengths[ids.ids[index]!]!;
      while (at < spaced.length && within >= bytesAt(units, at, spaced.length)) {
        within -= bytesAt(units, at, spaced.length);
        at += isPair(units, at, spaced.length) ? 2 : 1;
      }
      spans.add(spaced.startOf(start), spaced.endOf(within === 0 ? at : at + 1));
    }
  }
}

/** Bytes of the character that begins at `at`. */
function bytesAt(units: Uint16Array, at: number, to: number): number {
  const unit = units[at]!;
  return unit < 0x80 ? 1 : unit < 0x800 ? 2 : isPair(units, at, to) ? 4 : 3;
}

function bytesOfTokens(vocabulary: Vocabulary): Int32Array {
  const tokens = Object.entries(vocabulary);
  const lengths = new Int32Array(tokens.reduce((size, [, id]) => Math.max(size, id + 1), 0));
  // A unit a byte.
  for (const [spelling, id] of tokens) lengths[id] = spelling.length;
  return lengths;
}

/** Nothing is built before it is asked for. */
class ByteLevelNames implements TokenNames {
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

  decode(ids: ArrayLike<number>): string {
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
