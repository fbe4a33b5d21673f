/** Stage uses -> checked uses with all defaults filled in, in an order that the engine can run. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { UserError } from "../contracts/errors.js";
import type { AnyStage, ComposeStage, OrderStage } from "../contracts/stage.js";
import { withoutSecrets } from "../storage/location.js";
import { type Catalogue, findStage } from "./catalogue.js";
import { suggest } from "./did-you-mean.js";
import type { Recipe, StageUse } from "./recipe.js";
import { checkParams, type Problem, pathOfParams } from "./stage-params.js";
import { stepNamer } from "./step-names.js";
import { loadUserStage } from "./user-stage.js";

/** The declaration that a use refers to: from the catalogue, or from the user's module. */
export async function stageOf(use: StageUse, catalogue: Catalogue, baseDir: string): Promise<AnyStage> {
  if (use.module !== undefined) return loadUserStage(use.module, use.stage, baseDir);
  return findStage(catalogue, use.stage);
}

/** Checks names, parameters and order; problems are appended, so that the user sees all of them at once. */
export async function resolveStages(
  uses: readonly StageUse[],
  catalogue: Catalogue,
  baseDir: string,
  { decide, guards }: { readonly decide: Recipe["decide"]; readonly guards: Pick<Recipe["guards"], "allow"> },
  problems: Problem[],
): Promise<StageUse[]> {
  const resolved: StageUse[] = [];
  const stages: AnyStage[] = [];
  const found = await Promise.allSettled(uses.map((use) => stageOf(use, catalogue, baseDir)));
  for (const [index, use] of uses.entries()) {
    const loaded = found[index];
    if (loaded?.status !== "fulfilled") {
      const error: unknown = loaded?.reason;
      if (!(error instanceof UserError)) throw error;
      problems.push({ path: ["stages", index, use.stage], message: error.problem, advice: error.advice });
      continue;
    }
    const stage = loaded.value;
    const checked = checkParams(stage, use.params);
    const ofParams = "problems" in checked ? checked.problems : missingFiles(stage, checked.params, baseDir);
    for (const problem of ofParams)
      problems.push({ ...problem, path: [...pathOfParams(use, index), ...problem.path] });
    if ("problems" in checked) continue;
    stages.push(stage);
    resolved.push({ ...absoluteModule(use, baseDir), params: checked.params });
  }
  if (problems.length === 0) {
    checkOrder(stages, resolved, problems);
    const steps = stages.map(({ name }) => name).map(stepNamer());
    checkAllowed(guards.allow, new Set([...catalogue.stages.map(({ name }) => name), ...steps]), problems);
  }
  if (problems.length === 0 && decide !== "now") checkScoresKept(stages, decide, problems);
  return resolved;
}

/** The files that a stage cannot do without, each told at the parameter that names it. */
function missingFiles(
  stage: AnyStage,
  params: Readonly<Record<string, unknown>>,
  baseDir: string,
): readonly Problem[] {
  return (stage.files?.(params) ?? []).flatMap((file) => {
    const found = statSync(resolve(baseDir, file), { throwIfNoEntry: false });
    if (found?.isFile() === true) return [];
    const key = Object.keys(params).find((name) => [params[name]].flat().includes(file));
    const of = key === undefined ? "" : `"${key}": `;
    return [
      {
        path: key === undefined ? [] : [key],
        message: `${of}${found === undefined ? `there is no file ${withoutSecrets(file)}` : `${file} is no file`}`,
        advice: "Check the path; it is relative to the recipe",
      },
    ];
  });
}

function checkOrder(stages: readonly AnyStage[], uses: readonly StageUse[], problems: Problem[]): void {
  const complain = (index: number, message: string, advice: string): void => {
    problems.push({ path: ["stages", index], message, advice });
  };
  const tokenizer = stages.findIndex((stage) => stage.kind === "map" && stage.vocabulary !== undefined);
  const last = stages.length - 1;
  const composer = stages.find((stage) => stage.kind === "compose");
  stages.forEach((stage, index) => {
    const { kind } = stage;
    const name = uses[index]?.stage ?? "";
    if ((kind === "source") !== (index === 0)) {
      complain(
        index,
        index === 0 ? `"${name}" does not read anything` : `"${name}" reads, but is not the first stage`,
        "The first stage, and only the first, is a source such as read-json",
      );
    }
    if ((kind === "sink") !== (index === last)) {
      complain(
        index,
        index === last ? `"${name}" does not write anything` : `"${name}" writes, but is not the last stage`,
        "The last stage, and only the last, is a sink such as write-arrow",
      );
    }
    if (kind === "compose" && stages.slice(index + 1, last).some((behind) => behind.kind !== "order")) {
      complain(
        index,
        `"${name}" must stand before the sink; only mix and shuffle may stand between`,
        "Move it to the end, before the write stage",
      );
    }
    if (stage.kind === "order") {
      const problem = misplacedOrder(stages, stage, index);
      if (problem !== undefined) complain(index, `"${name}" ${problem[0]}`, problem[1]);
    }
    if (stage.kind === "compose" && tokenizer < 0 && needsTokens(stage)) {
      complain(index, `"${name}" needs tokens`, "Put a tokenize stage before it");
    }
    if (index === tokenizer && composer?.kind !== "compose") {
      complain(index, "tokens need a compose stage", "Put a compose stage such as pack before the sink");
    }
    if (kind === "barrier" && tokenizer >= 0 && index > tokenizer) {
      complain(index, `"${name}" stands behind tokenize`, "Deduplicate before tokenizing");
    }
  });
}

/** Documents are ordered in front of a packing stage, rows in front of the sink. */
function misplacedOrder(
  stages: readonly AnyStage[],
  stage: OrderStage,
  index: number,
): readonly [problem: string, advice: string] | undefined {
  const composer = stages.findIndex(({ kind }) => kind === "compose");
  const place = composer > index ? composer : stages.length - 1;
  if (stages.slice(index, place).some(({ kind }) => kind !== "order"))
    return ["must stand just before the compose stage or the sink", "Move it there"];
  if (stages[index - 1]?.kind === "order" && stage.shares !== undefined)
    return ["stands behind another ordering stage", "Put mix first, then shuffle"];
  const target = stages[composer];
  if (composer > index && target?.kind === "compose" && target.composes === "rows")
    return [
      `orders documents, but "${target.name}" makes rows of the documents of each split by itself`,
      `Put it behind "${target.name}": its rows are ordered then`,
    ];
  if (composer < index && target?.kind === "compose" && target.composes === "stream" && target.inOrder)
    return [
      `stands behind "${target.name}", whose rows go on from one another`,
      `Put it in front of "${target.name}": documents are ordered then`,
    ];
  if (composer >= 0 && composer < index && stage.shares !== undefined && target?.kind === "compose")
    return target.composes === "stream"
      ? [
          `stands behind "${target.name}", whose rows join documents of several inputs`,
          `Put it in front of "${target.name}"`,
        ]
      : undefined;
  return undefined;
}

/** Scores stay with a sample by the name of the filter, and only samples that are written as documents take them along. */
function checkScoresKept(stages: readonly AnyStage[], decide: Recipe["decide"], problems: Problem[]): void {
  const composer = stages.findIndex(({ kind }) => kind === "compose");
  if (decide === "later" && composer >= 0) {
    problems.push({
      path: ["stages", composer],
      message: `decide: later keeps scores, but rows of "${stages[composer]?.name}" have no place for them`,
      advice: "Write a text dataset (no compose stage), decide with `wudao recut`, then make rows from that",
    });
  }
  let segment = 0;
  const seen = new Map<string, number>();
  for (const [index, { kind, name }] of stages.entries()) {
    if (kind === "barrier") segment = index;
    if (kind !== "filter") continue;
    const before = seen.get(name) ?? segment;
    seen.set(name, segment);
    if (before === segment) continue;
    problems.push({
      path: ["stages", index],
      message: `"${name}" stands before and behind a deduplication: its second scores would take the place of the first`,
      advice: `With decide: ${decide}, let each filter stand on one side only`,
    });
  }
}

/** A name that no stage has lets nothing pass, which would show only when the guard stops the run. */
function checkAllowed(allow: readonly string[], names: ReadonlySet<string>, problems: Problem[]): void {
  for (const [index, name] of allow.entries()) {
    if (names.has(name)) continue;
    problems.push({
      path: ["guards", "allow", index],
      message: `guards.allow: there is no stage "${name}"`,
      advice: suggest(name, [...names]),
    });
  }
}

function needsTokens(stage: ComposeStage): boolean {
  return stage.composes === "stream" || stage.needs === "tokens";
}

/** Module paths become file URLs, so that YAML and code name the same module alike. */
function absoluteModule(use: StageUse, baseDir: string): StageUse {
  if (use.module === undefined || use.module.startsWith("file:")) return use;
  return { ...use, module: pathToFileURL(resolve(baseDir, use.module)).href };
}
