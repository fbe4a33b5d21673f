/** Every filter, for tests that hold for all of them. */
import type { FilterStage } from "../../../pipeline/stage.js";
import { garbledShare } from "../../../stages/filter/garbled-share.js";
import { hanShare } from "../../../stages/filter/han-share.js";
import { language } from "../../../stages/filter/language.js";
import { minHan } from "../../../stages/filter/min-han.js";
import { nonChineseRun } from "../../../stages/filter/non-chinese-run.js";
import { repetition } from "../../../stages/filter/repetition.js";
import { sensitiveWords } from "../../../stages/filter/sensitive-words.js";
import { textDensity } from "../../../stages/filter/text-density.js";
import { textLength } from "../../../stages/filter/text-length.js";

export const filterStages = [
  textLength,
  minHan,
  hanShare,
  language,
  garbledShare,
  textDensity,
  nonChineseRun,
  sensitiveWords,
  repetition,
] as unknown as readonly FilterStage[];
