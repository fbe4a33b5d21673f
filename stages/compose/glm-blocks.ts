/** GLM's autoregressive blank infilling: [MASK] spans, [sMASK] sentences, [gMASK] generation, two rows of positions. */
import { defineRowCompose } from "../../pipeline/contracts/stage.js";
import { glmComposer, glmParameters } from "./glm/composer.js";
import { requireVocabulary } from "./special-tokens.js";

export const glmBlocks = defineRowCompose({
  name: "glm-blocks",
  summary:
    "Makes GLM's training rows: blanked spans, sentences and generation with targets, loss mask and two-dimensional positions.",
  source:
    "Du et al. 2022 (GLM); THUDM/GLM blocklm_utils.py, data_utils/datasets.py (BlockDataset), config/ds_block_10B_chinese.sh",
  parameters: glmParameters,
  reasons: { empty: "the document has no tokens" },
  cost: { memoryBytes: 16 << 20 },
  needs: "tokens",
  open: (params, context, vocabulary) => glmComposer(params, context, requireVocabulary(vocabulary)),
});
