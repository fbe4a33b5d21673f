/** What a run was planned to do, from its folder. */
import { readFileSync } from "node:fs";
import { UserError } from "../contracts/errors.js";
import type { Plan } from "../plan/plan.js";
import { planPath } from "./folders.js";
import { troubleOf } from "./place/disk-trouble.js";

/** @throws UserError `no-run` */
export function readPlan(output: string): Plan {
  try {
    return parsePlan(readFileSync(planPath(output), "utf8"));
  } catch (error) {
    if (troubleOf(error) !== undefined) throw error;
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new UserError(
      "no-run",
      missing ? "there is no run here" : "the run's plan cannot be read",
      "Give the output folder of a run; datasets of recut, and those that forget has changed, have none",
      { file: output },
    );
  }
}

/** @throws Error where the text is no JSON, or that of something else */
export function parsePlan(text: string): Plan {
  const plan = JSON.parse(text) as Plan | null;
  if (typeof plan?.hash !== "string") throw new Error("no plan");
  return plan;
}
