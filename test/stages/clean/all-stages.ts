/** Every stage of the step, for tests that hold for all of them. */
import type { MapStage } from "../../../pipeline/contracts/stage.js";
import { steps } from "../../../stages/catalogue.js";

export const cleanStages: readonly MapStage[] = await Promise.all(
  Object.values(steps.clean).map((entry) => entry.load()),
);
