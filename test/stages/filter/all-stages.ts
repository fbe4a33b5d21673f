/** Every stage of the step, for tests that hold for all of them. */
import type { FilterStage } from "../../../pipeline/contracts/stage.js";
import { steps } from "../../../stages/catalogue.js";

export const filterStages: readonly FilterStage[] = await Promise.all(
  Object.values(steps.filter).map((entry) => entry.load()),
);
