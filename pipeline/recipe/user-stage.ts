/**
 * A stage that the user wrote, in a module of its own, so that every worker thread can load it.
 * The module exports a declared stage, or a plain function `(text, sample) => string | null`
 * (the new text, or null to drop the sample).
 */
import { existsSync } from "node:fs";
import { parse, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { z } from "zod";
import { SampleError, UserError } from "../contracts/errors.js";
import { type Sample, withText } from "../contracts/sample.js";
import type { AnyStage } from "../contracts/stage.js";

export type PlainStage = (text: string, sample: Sample) => string | null;

export async function loadUserStage(module: string, exported: string, baseDir: string): Promise<AnyStage> {
  const file = module.startsWith("file:") ? module : pathToFileURL(resolve(baseDir, module)).href;
  if (file.startsWith("file:") && !existsSync(fileURLToPath(file))) {
    throw new UserError(
      "bad-module",
      `the module ${module} does not exist`,
      "Give the path of a JavaScript module, relative to the recipe",
    );
  }
  let loaded: Record<string, unknown>;
  try {
    loaded = (await import(file)) as Record<string, unknown>;
  } catch (error) {
    throw new UserError(
      "bad-module",
      `the module ${module} cannot be loaded: ${String(error)}`,
      (error as NodeJS.ErrnoException).code === "ERR_UNKNOWN_FILE_EXTENSION"
        ? "Name a JavaScript module: TypeScript is compiled first, or needs Node.js 22.18 or later"
        : "Mend the module, and see that `node` alone can import it",
    );
  }
  const value = loaded[exported];
  if (typeof value === "function") return plainStage(userStageName(file, exported), value as PlainStage);
  if (isDeclared(value)) return value;
  throw new UserError(
    "bad-module",
    `${module} has no stage "${exported}"`,
    `Export a function or a declared stage; it exports: ${Object.keys(loaded).join(", ")}`,
  );
}

/**
 * What a plain function is called in ledger, plan and report: its export, or its file when that is the default.
 *
 * @param module a file URL
 */
export function userStageName(module: string, exported: string): string {
  return exported === "default" ? parse(fileURLToPath(module)).name : exported;
}

function isDeclared(value: unknown): value is AnyStage {
  return (
    typeof value === "object" && value !== null && "kind" in value && "name" in value && "parameters" in value
  );
}

function plainStage(name: string, run: PlainStage): AnyStage {
  return {
    kind: "map",
    name,
    summary: "A function of the user.",
    source: "the user's module",
    parameters: z.object({}),
    reasons: { "no-output": "the function returned null" },
    open: () => (sample) => {
      const text: unknown = run(sample.text, sample);
      if (text === null) return [];
      if (typeof text === "string") return withText(sample, text);
      throw new SampleError(
        "bad-result",
        `${name} returned ${text instanceof Promise ? "a promise" : typeof text}; expected a text or null`,
      );
    },
  };
}
