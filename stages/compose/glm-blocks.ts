/** GLM's autoregressive blank infilling: [MASK] spans, [sMASK] sentences, [gMASK] generation, two rows of positions. */
import { defineTokenCompose } from "../../pipeline/contracts/stage.js";
import { glmComposer, glmParameters } from "./glm/composer.js";

export const glmBlocks = defineTokenCompose({
  name: "glm-blocks",
  summary:
    "Makes GLM's training rows: blanked spans, sentences and generation with targets, loss mask and two-dimensional positions.",
  source:
    "Du et al. 2022 (GLM); THUDM/GLM blocklm_utils.py, data_utils/datasets.py (BlockDataset), config/ds_block_10B_chinese.sh",
  parameters: glmParameters,
  reasons: { empty: "the document has no tokens" },
  cost: { memoryBytes: 16 << 20 },
  open: glmComposer,
});
