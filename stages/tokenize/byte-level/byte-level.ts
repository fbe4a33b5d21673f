/** Byte-level BPE (GPT-2, Qwen, Llama 3, tiktoken's files): words are cut by a pattern, each is spelled in bytes and merged. */
import { isPair, unitsOf } from "../../text/units/units.js";
import type { AddedToken } from "../added-tokens.js";
import { buildMergeTable } from "../bpe/merge-table-builder.js";
import type { SpellingTable } from "../bpe/spelling-table.js";
import { WordEncoder } from "../bpe/word-encoder.js";
import type { IdList } from "../id-list.js";
import { toNfc } from "../normal-forms.js";
import { alignedNfc } from "../offsets/aligned-forms.js";
import type { AlignedText } from "../offsets/aligned-text.js";
import type { Spans } from "../offsets/spans.js";
import type { TextModel, TokenizerParts, TokenNames } from "../tokenizer.js";
import type { Refuse } from "../unsupported.js";
import { byteOf, bytesOf, spellByte } from "./byte-alphabet.js";
import { byteLevelAlphabet } from "./byte-level-alphabet.js";
import type { ByteLevelDefinition } from "./definition.js";
import { scannerOf } from "./known-patterns.js";
import type { WordScanner } from "./word-scanner.js";

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
  private readonly vocabulary: SpellingTable;
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
    for (const entry of table.entryOf) {
      if (entry >= 0 && !isSpelledInBytes(vocabulary, entry)) {
        const problem = `the token "${vocabulary.spellingOf(entry)}" is not written in the byte alphabet`;
        refuse("model.merges", problem);
      }
    }
    this.encoder = new WordEncoder(
      table,
      byteLevelAlphabet(Int32Array.from(bytes, (byte) => vocabulary.idOf(byte)!)),
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

function isSpelledInBytes({ units, starts }: SpellingTable, entry: number): boolean {
  for (let at = starts[entry]!; at < starts[entry + 1]!; at++) if (byteOf(units[at]!) < 0) return false;
  return true;
}

function bytesOfTokens({ size, ids, starts }: SpellingTable): Int32Array {
  const lengths = new Int32Array(size);
  // A spelling in the byte alphabet has one UTF-16 unit for each byte.
  for (let entry = 0; entry < ids.length; entry++) lengths[ids[entry]!] = starts[entry + 1]! - starts[entry]!;
  return lengths;
}

/** Builds the parts only when they are asked for. */
class ByteLevelNames implements TokenNames {
  readonly size: number;
  private entriesById: Int32Array | undefined;
  private readonly addedById: ReadonlyMap<number, string>;

  constructor(
    private readonly vocabulary: SpellingTable,
    private readonly addedTokens: readonly AddedToken[],
  ) {
    this.addedById = new Map(addedTokens.map(({ id, content }) => [id, content]));
    this.size = addedTokens.reduce((size, { id }) => Math.max(size, id + 1), vocabulary.size);
  }

  decode(ids: ArrayLike<number>): string {
    return Buffer.concat(Array.from(ids, (id) => this.bytesOf(id))).toString("utf8");
  }

  find(token: string): number | undefined {
    for (const { content, id } of this.addedTokens) if (content === token) return id;
    let spelling = "";
    for (const byte of Buffer.from(token, "utf8")) spelling += spellByte(byte);
    return this.vocabulary.idOf(spelling);
  }

  private bytesOf(id: number): Uint8Array {
    const added = this.addedById.get(id);
    if (added !== undefined) return Buffer.from(added, "utf8");
    this.entriesById ??= entriesById(this.vocabulary);
    const entry = this.entriesById[id] ?? -1;
    const spelling = entry < 0 ? "" : this.vocabulary.spellingOf(entry);
    // A token that is not written in the alphabet stands for itself.
    return bytesOf(spelling) ?? Buffer.from(spelling, "utf8");
  }
}

function entriesById({ size, ids }: SpellingTable): Int32Array {
  const entries = new Int32Array(size).fill(-1);
  for (let entry = 0; entry < ids.length; entry++) entries[ids[entry]!] = entry;
  return entries;
}
