import type { MapStage } from "../../../pipeline/contracts/stage.js";
import { steps } from "../../../stages/catalogue.js";
import { testExamples } from "../run-examples.js";

const stages: readonly MapStage[] = await Promise.all(
  Object.values(steps.prompt).map((entry) => entry.load()),
);
testExamples(stages);
