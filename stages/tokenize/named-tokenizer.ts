/** Tokenizers by name: those that come with the project, and the files of others. */
import { resolve } from "node:path";
import { shippedFile } from "../files/shipped-file.js";

const defaultTokenizer = shippedFile("stages", "tokenize", "default.tokenizer.json.gz");

/** What `loadTokenizer` is to open: `residues`, which needs no file, or an absolute path. */
export function tokenizerFile(name: string, baseDir: string): string {
  if (name === "residues") return name;
  return name === "default" ? defaultTokenizer : resolve(baseDir, name);
}

/** The files that a tokenizer of this name is read from, as a stage declares them. */
export function filesOfTokenizer(name: string): readonly string[] {
  if (name === "residues") return [];
  return [name === "default" ? defaultTokenizer : name];
}
