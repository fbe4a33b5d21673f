/** What a Hugging Face `tokenizer.json` says, as each family of models reads it. */
import type { AddedToken } from "../added-tokens.js";
import type { BpeTables } from "./bulk-tables.js";
import type { FilePart } from "./file-part.js";

export interface HuggingFaceFile {
  readonly normalizer: FilePart;
  readonly preTokenizer: FilePart;
  readonly decoder: FilePart;
  readonly addedTokens: readonly AddedToken[];
  /** The model without its two large tables, which are empty here. */
  readonly model: Readonly<Record<string, unknown>>;
  /** The large tables as they stand in the file: to be checked by hand, since a schema over 300,000 entries costs seconds. */
  readonly bulk: { readonly vocab: unknown; readonly merges: unknown };
  /** The tables when they were read apart from the rest of the file; those of `bulk` are empty then. */
  readonly tables: BpeTables | undefined;
}
