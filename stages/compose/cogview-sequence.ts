/** CogView's sequences: text and the codes of a picture in one row, in the layouts of its three tasks. */
import { defineTokenCompose } from "../../pipeline/contracts/stage.js";
import { cogviewComposer, cogviewParameters } from "./cogview/composer.js";

export const cogviewSequence = defineTokenCompose({
  name: "cogview-sequence",
  summary:
    "Joins text tokens and supplied image codes to CogView's rows: text to image, image to text or super-resolution.",
  source:
    "Ding et al. 2021 (CogView); THUDM/CogView data_utils/unified_tokenizer.py, templates.py, datasets.py, generate_samples.py",
  parameters: cogviewParameters,
  reasons: {
    empty: "the text has no tokens",
    "no-codes": "the record brings no image codes, or no patches for super-resolution",
    "too-long": "the text is longer than `max-text`",
  },
  cost: { memoryBytes: 4 << 20 },
  open: (params, _context, vocabulary) => cogviewComposer(params, vocabulary),
});
