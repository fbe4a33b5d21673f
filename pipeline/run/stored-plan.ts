/** The plan that a run's folder holds. */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UserError } from "../contracts/errors.js";
import { type Plan, planVersion } from "../plan/plan.js";
import { readPlan } from "./read-plan.js";

/**
 * @param run output folder of a run, or the path of its plan.json
 * @throws UserError when there is none, it cannot be read or another version made it
 */
export function storedPlan(run: string): { readonly output: string; readonly plan: Plan } {
  const output = resolve(run.endsWith("plan.json") ? dirname(dirname(run)) : run);
  const plan = readPlan(output);
  if (plan.version !== planVersion) {
    throw new UserError(
      "other-version",
      `the run was planned by another version of this program (plan version ${plan.version}, this is ${planVersion})`,
      existsSync(join(output, "manifest.json"))
        ? "Its dataset is finished, and can be read and verified; to make it anew, run the recipe into another folder"
        : "Finish it with that version, or run the recipe into another folder",
      { file: output },
    );
  }
  return { output, plan };
}
