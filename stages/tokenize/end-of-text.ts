/** Names that the families of tokenizers give the token that ends a document, in the order in which they are tried. */
const endOfTextNames = [
  "<|endoftext|>",
  "<|end_of_text|>",
  "<\uff5cend\u2581of\u2581sentence\uff5c>",
  "</s>",
  "<eos>",
  "<|eos|>",
  "[EOS]",
  "[SEP]",
];

/** The token that ends a document, where it has a usual name. */
export function usualEndOfText(idOf: (token: string) => number | undefined): number | undefined {
  return endOfTextNames.map((name) => idOf(name)).find((id) => id !== undefined);
}
