/** The language-survival guard: a stage that removes too much of one language stops the run, with examples. */
import { UserError } from "../contracts/errors.js";
import type { RecipeHead } from "../recipe/recipe.js";
import { total } from "./ledger.js";
import type { Observations } from "./observe.js";
import type { PhaseSummary } from "./phase-summary.js";

export function guardLanguages(
  { ledger, observations }: Pick<PhaseSummary, "ledger" | "observations">,
  guards: RecipeHead["guards"],
): void {
  for (const entry of ledger) {
    if (guards.allow.includes(entry.stage)) continue;
    for (const [language, [entered, kept]] of Object.entries(entry.languages)) {
      // Texts too short to tell their language do not count as a language that the dataset could lose.
      if (language === "und") continue;
      const removed = entered === 0 ? 0 : 1 - kept / entered;
      if (entered < guards["min-samples"] || removed <= guards["language-removal"]) continue;
      const failed = total(entry.failed);
      throw new UserError(
        "language-guard",
        `${entry.stage} removed ${(removed * 100).toFixed(1)} % of the ${entered} samples in language "${language}" (limit ${guards["language-removal"] * 100} %)${failed === 0 ? "" : `; ${failed} of all its samples failed and lie in quarantine/`}`,
        `${failed > total(entry.dropped) ? "Mend what fails" : "Look at its parameters"}; ${howToPass("language-removal", entry.stage, guards)} Examples:\n${examplesOf(entry.stage, language, observations)}`,
      );
    }
  }
}

/** What lets a guard pass, to be said behind what to look at first. */
export function howToPass(
  limit: "language-removal" | "source-removal" | "cluster-share",
  stage: string,
  { allow }: RecipeHead["guards"],
): string {
  const list = [...allow, stage].join(", ");
  return `if this is meant, raise guards.${limit} or add "${stage}" to guards.allow (--set 'guards.allow=[${list}]'), and run it again: it goes on where it stopped.`;
}

function examplesOf(stage: string, language: string, { drops, failures }: Observations): string {
  const shown = [
    ...drops
      .filter((drop) => drop.language === language)
      .map((drop) => ({
        ...drop,
        line: `${drop.reason}: ${drop.id}: ${JSON.stringify(drop.text.slice(0, 80))}`,
      })),
    ...failures.map((failure) => ({
      ...failure,
      line: `${failure.code}: ${failure.origin}: ${failure.message}`,
    })),
  ];
  return shown
    .filter((example) => example.stage === stage)
    .map(({ line }) => `  ${line}`)
    .join("\n");
}
