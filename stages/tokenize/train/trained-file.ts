/** A trained tokenizer as `tokenizer.json` has it: what both models have, around what is a model's own. */

interface TrainedModel {
  readonly preTokenizer: object;
  readonly decoder: object;
  readonly model: object;
  /** Tokens of the model; special ones stand behind them. */
  readonly size: number;
  readonly specialTokens: readonly string[];
}

export function trainedFile({ preTokenizer, decoder, model, size, specialTokens }: TrainedModel): object {
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: specialTokens.map((content, index) => ({
      id: size + index,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: { type: "NFC" },
    pre_tokenizer: preTokenizer,
    post_processor: null,
    decoder,
    model,
  };
}
