/** A stage's parameters as the user gave them -> checked, with defaults; every problem with its key and a suggestion. */
import { z } from "zod";
import type { AnyStage } from "../stage.js";
import { suggest } from "./did-you-mean.js";

export interface Problem {
  /** Path of keys from the checked value, such as ["stages", 3, "min-han", "min"]. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly advice: string;
}

/** Parsed parameters, or what is wrong with them. */
export function checkParams(
  stage: AnyStage,
  params: unknown,
): { readonly params: Record<string, unknown> } | { readonly problems: readonly Problem[] } {
  const strict = z.strictObject(stage.parameters.shape);
  const result = strict.safeParse(params ?? {});
  if (result.success) return { params: result.data };
  return { problems: zodProblems(result.error, params ?? {}, (path) => knownKeys(strict, path)) };
}

/** zod issues -> problems in words, unknown keys with a suggestion. */
export function zodProblems(
  error: z.ZodError,
  value: unknown,
  known: (path: readonly (string | number)[]) => readonly string[],
): readonly Problem[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: `unknown key "${key}"`,
        advice: suggest(key, known(path)),
      }));
    }
    return [{ path, message: inWords(issue, path, value), advice: "" }];
  });
}

/** zod's message with the key that it is about: `"max": expected number, received string`. */
function inWords(issue: z.core.$ZodIssue, path: readonly (string | number)[], value: unknown): string {
  const key = path.at(-1);
  const message = issue.message
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
  for (const part of path) {
    const shape: Record<string, z.ZodType> | undefined = shapeOf(current);
    current = shape?.[String(part)];
  }
  return Object.keys(shapeOf(current) ?? {});
}

function shapeOf(schema: z.ZodType | undefined): Record<string, z.ZodType> | undefined {
  let inner: unknown = schema;
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodOptional || inner instanceof z.ZodPrefault) {
    inner = inner.unwrap();
  }
  return inner instanceof z.ZodObject ? inner.shape : undefined;
}
