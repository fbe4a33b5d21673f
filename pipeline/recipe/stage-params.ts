/** A stage's parameters as the user gave them -> checked, with defaults; every problem with its key and a suggestion. */
import { z } from "zod";
import { contradictionOf } from "../contracts/limits.js";
import type { AnyStage } from "../contracts/stage.js";
import { suggest } from "./did-you-mean.js";
import type { StageUse } from "./recipe.js";

export interface Problem {
  /** Path of keys from the checked value, such as ["stages", 3, "min-han", "min"]. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly advice: string;
}

/** Where a recipe holds the parameters of a use: those of the user's own stages stand beside the module's path. */
export function pathOfParams({ stage, module }: StageUse, index: number): Problem["path"] {
  return module === undefined ? ["stages", index, stage] : ["stages", index];
}

/** Parsed parameters, or what is wrong with them. */
export function checkParams(
  stage: AnyStage,
  params: unknown,
): { readonly params: Record<string, unknown> } | { readonly problems: readonly Problem[] } {
  const strict = z.strictObject(stage.parameters.shape);
  const result = strict.safeParse(params ?? {});
  if (result.success) {
    const problem = impossibleLimits(stage, result.data);
    return problem === undefined ? { params: result.data } : { problems: [problem] };
  }
  return { problems: zodProblems(result.error, params ?? {}, (path) => knownKeys(strict, path)) };
}

function impossibleLimits(stage: AnyStage, params: Readonly<Record<string, unknown>>): Problem | undefined {
  const limits = stage.kind === "filter" ? (stage.limits?.(params) ?? []) : [];
  const [low, high] = contradictionOf(limits) ?? [];
  if (low === undefined || high === undefined) return undefined;
  return {
    path: [high.parameter],
    message: `"${high.parameter}": ${high.above} is less than "${low.parameter}" (${low.below}), so that no sample would be kept`,
    advice: "",
  };
}

/** zod issues -> problems in words, unknown keys with a suggestion. */
export function zodProblems(
  error: z.ZodError,
  value: unknown,
  known: (path: readonly (string | number)[]) => readonly string[],
): readonly Problem[] {
  return issueProblems(error.issues, value, known);
}

function issueProblems(
  issues: readonly z.core.$ZodIssue[],
  value: unknown,
  known: (path: readonly (string | number)[]) => readonly string[],
): readonly Problem[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: `unknown key "${key}"`,
        advice: suggest(key, known(path)),
      }));
    }
    if (issue.code === "invalid_union") {
      // When a parameter may have several forms, report what is wrong with the form that the value has.
      const form = issue.errors.find((inner) => inner.length > 0 && !inner.some(isOfForm));
      if (form !== undefined) {
        const inner = form.map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
        return issueProblems(inner, value, known);
      }
    }
    return [{ path, message: inWords(issue, path, value), advice: "" }];
  });
}

/** Whether an issue is that a value is of another type altogether. */
function isOfForm(issue: z.core.$ZodIssue): boolean {
  return issue.path.length === 0 && issue.code === "invalid_type";
}

/** `expected object or array, received string` for a value that has none of several forms. */
function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== "invalid_union") return issue.message;
  const wanted = issue.errors.flatMap((inner) =>
    inner.flatMap((one) => (isOfForm(one) && one.code === "invalid_type" ? [one.expected] : [])),
  );
  const received = /received .*$/.exec(issue.errors[0]?.[0]?.message ?? "")?.[0];
  return wanted.length === 0 || received === undefined
    ? issue.message
    : `expected ${wanted.join(" or ")}, ${received}`;
}

/** zod's message with the key that it is about: `"max": expected number, received string`. */
function inWords(issue: z.core.$ZodIssue, path: readonly (string | number)[], value: unknown): string {
  const key = path.at(-1);
  const message = messageOf(issue)
    .replace(/^Invalid input: /, "")
    .replace(/^[A-Z]/, (letter) => letter.toLowerCase());
  if (key === undefined) return message;
  if (valueAt(value, path) === undefined) return `the key "${key}" is missing`;
  return typeof key === "number" ? message : `"${key}": ${message}`;
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

/** The keys that an object schema knows at a path; empty when the path leads to no object. */
export function knownKeys(schema: z.ZodType, path: readonly (string | number)[]): readonly string[] {
  let current: z.ZodType | undefined = schema;
  for (const part of path) current = typeof part === "number" ? elementOf(current) : shapeOf(current)?.[part];
  return Object.keys(shapeOf(current) ?? {});
}

/** The keys of an object schema; when a parameter may have several forms, of the form that is an object. */
function shapeOf(schema: z.ZodType | undefined): Record<string, z.ZodType> | undefined {
  return formsOf(schema).find((form) => form instanceof z.ZodObject)?.shape as
    | Record<string, z.ZodType>
    | undefined;
}

function elementOf(schema: z.ZodType | undefined): z.ZodType | undefined {
  return formsOf(schema).find((form) => form instanceof z.ZodArray)?.element as z.ZodType | undefined;
}

function formsOf(schema: z.ZodType | undefined): readonly unknown[] {
  let inner: unknown = schema;
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodOptional || inner instanceof z.ZodPrefault) {
    inner = inner.unwrap();
  }
  return inner instanceof z.ZodUnion ? inner.options : [inner];
}
