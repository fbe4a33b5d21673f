/** The phases of a plan, in order, and their names. */
import type { Plan } from "../plan/plan.js";
import { userStageName } from "../recipe/user-stage.js";

/** Phases of one stage: of a barrier (`index`: what it kept, for the dataset's index), of an ordering the last two. */
const ofStage = ["match", "collect", "verify", "resolve", "index", "deal", "gather"] as const;

export type Phase =
  | { readonly kind: "stream"; readonly segment: number }
  | { readonly kind: (typeof ofStage)[number]; readonly stage: number }
  | { readonly kind: "write" };

/** `stream-0 match-12 resolve-12 ... stream-1 write`: numbers are segments and stage positions. */
export function phaseName(phase: Phase): string {
  if (phase.kind === "stream") return `stream-${phase.segment}`;
  if (phase.kind === "write") return "write";
  return `${phase.kind}-${phase.stage}`;
}

export function parsePhase(name: string): Phase {
  const [word, number = ""] = name.split("-");
  if (word === "stream") return { kind: word, segment: Number(number) };
  if (word === "write") return { kind: word };
  const kind = ofStage.find((each) => each === word);
  if (kind === undefined) throw new Error(`no such phase: ${name}`);
  return { kind, stage: Number(number) };
}

export function phasesOf(plan: Plan): Phase[] {
  const phases: Phase[] = [];
  plan.segments.forEach((segment, index) => {
    phases.push({ kind: "stream", segment: index });
    for (const stage of segment.barriers) {
      phases.push({ kind: "match", stage });
      if (plan.collected.includes(stage)) phases.push({ kind: "collect", stage });
      if (plan.verified.includes(stage)) phases.push({ kind: "verify", stage });
      phases.push({ kind: "resolve", stage });
      if (plan.indexed.includes(stage)) phases.push({ kind: "index", stage });
    }
  });
  for (const { stages } of plan.orders) {
    const [stage = 0] = stages;
    phases.push({ kind: "deal", stage }, { kind: "gather", stage });
  }
  phases.push({ kind: "write" });
  return phases;
}

/** How many tasks a phase has; undefined where that depends on what the phases before it leave. */
export function plannedTasks(phase: Phase, { splits, stored, partitions }: Plan): number | undefined {
  switch (phase.kind) {
    case "stream":
    case "verify":
    case "index":
      return splits.length;
    case "match":
      return partitions[phase.stage] ?? 1;
    case "collect":
      // One for each part of a stored index, then one for each split.
      return (stored[phase.stage]?.length ?? 0) + splits.length;
    case "resolve":
      return 1;
    case "deal":
    case "gather":
    case "write":
      return undefined;
  }
}

/**
 * The tasks of a phase in the best order to begin them: those with the most work first, so that short ones fill the time at the
 * end and no worker waits long for another. The order does not change what is written.
 *
 * @param left bytes of each split that the stream phase before has left: they tell more than the plan's look into some files
 */
export function workOrder(
  phase: Phase,
  {
    splits,
    stored,
    work = splits.map(({ start, end }) => end - start),
  }: Pick<Plan, "splits" | "stored" | "work">,
  indexes: readonly number[],
  left: readonly number[] = [],
): number[] {
  const { kind } = phase;
  if (kind !== "stream" && kind !== "verify" && kind !== "index" && kind !== "collect") return [...indexes];
  const parts = kind === "collect" ? (stored[phase.stage]?.length ?? 0) : 0;
  const workOf = (index: number): number =>
    index < parts ? Number.MAX_VALUE : (left[index - parts] ?? work[index - parts] ?? 0);
  return indexes.toSorted((a, b) => workOf(b) - workOf(a));
}

/** What a phase does, for people. */
export function describePhase(phase: Phase, plan: Plan): string {
  const names = plan.recipe.stages.map(({ stage, module }) =>
    module === undefined ? stage : userStageName(module, stage),
  );
  if (phase.kind === "stream") {
    const segment = plan.segments[phase.segment];
    const steps = names.slice(segment?.first, segment?.last);
    return phase.segment === 0 ? [names[0], ...steps].join(" → ") : steps.join(" → ") || "pass on";
  }
  if (phase.kind === "write") return names.at(-1) ?? "write";
  const order = plan.orders.find(({ stages }) => stages[0] === phase.stage);
  if (order !== undefined) {
    const what = order.stages.map((stage) => names[stage]).join(" → ");
    return phase.kind === "deal" ? `${what}: ${order.of} to buckets` : `${what}: each bucket in order`;
  }
  return `${phase.kind} ${names[phase.stage] ?? ""}`;
}
