/** Every cleaning stage, for tests that hold for all of them. */
import type { MapStage } from "../../../pipeline/stage.js";
import { abnormalSymbols } from "../../../stages/clean/abnormal-symbols.js";
import { garbledRemains } from "../../../stages/clean/garbled-remains.js";
import { hanSpaces } from "../../../stages/clean/han-spaces.js";
import { incompleteSentence } from "../../../stages/clean/incomplete-sentence.js";
import { markupRemains } from "../../../stages/clean/markup-remains.js";
import { privacy } from "../../../stages/clean/privacy.js";
import { simplify } from "../../../stages/clean/simplify.js";
import { unicodeRepair } from "../../../stages/clean/unicode-repair.js";
import { width } from "../../../stages/clean/width.js";

export const cleanStages = [
  unicodeRepair,
  width,
  garbledRemains,
  markupRemains,
  privacy,
  simplify,
  hanSpaces,
  abnormalSymbols,
  incompleteSentence,
] as unknown as readonly MapStage[];
