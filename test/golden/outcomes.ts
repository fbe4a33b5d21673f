/** Runs a recipe that ends in JSON Lines and gathers what became of every record. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { wudao } from "../support/served-wudao.js";
import { root } from "../support/wudao.js";

export interface Outcomes {
  readonly written: readonly { readonly source: string; readonly id: string; readonly text: string }[];
  readonly dropped: readonly {
    readonly source: string;
    readonly id: string;
    readonly stage: string;
    readonly reason: string;
    readonly keeper?: string;
  }[];
  readonly failed: readonly { readonly origin: string; readonly stage: string; readonly code: string }[];
}

export async function runToOutcomes(recipe: string, output: string): Promise<Outcomes> {
  await wudao(["run", recipe, "--output", output, "--quiet"]);
  return {
    written: records(output, /^data-.*\.jsonl$/),
    dropped: records(join(output, "rejects")),
    failed: records(join(output, "quarantine")),
  };
}

/** A recipe of the project with the stages from `tokenize` on replaced by a sink that keeps the text. */
export function textRecipe(name: string, input: string): string {
  const yaml = readFileSync(join(root, "configs", name), "utf8");
  const stages = yaml.slice(yaml.indexOf("stages:"), yaml.indexOf("  - tokenize"));
  return `name: golden\ninput:\n${input}\nguards: {language-removal: 1}\n${stages}  - write-jsonl\n`;
}

/** The JSON records of a folder's files, in the order of the file names; none when nothing was set aside. */
function records<T>(folder: string, name = /\.jsonl$/): T[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .flatMap((file) => readFileSync(file, "utf8").split("\n"))
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}
