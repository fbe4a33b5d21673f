/** `wudao diff`: what another recipe, or another crawl, made of the same documents. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { viewDataset, wholeDataset } from "../../dataset/dataset-view.js";
import { type Change, type Comparison, compareRuns } from "../../report/compare/compare-runs.js";
import { diff } from "../../report/diff.js";
import { plural } from "../../report/plural.js";
import { printable, printableHead } from "../../report/printable.js";
import { resolveLocation } from "../../storage/location.js";
import { wholeNumber } from "../options.js";
import { print, printJson } from "../output.js";

/** Characters of a text that are shown; of a change, those around its first place. */
const shownCharacters = 160;
const contextCharacters = 30;

export function diffCommand(): Command {
  return new Command("diff")
    .description(
      "Compare two finished runs: documents added, removed and changed, by reason, with their text",
    )
    .argument("<before>", "output folder of a run")
    .argument("<after>", "output folder of another run over the same inputs")
    .option("--examples <n>", "documents shown for each change", "2")
    .option("--json", "print as JSON")
    .addHelpText(
      "after",
      `
A document is known by its id and its file, those of one id by their order in it. Rows of tokens do not tell which documents they hold: of such runs,
the dropped and failed documents are compared.

Examples:
  wudao diff out/before out/after
  wudao diff out/before out/after --examples 10 --json`,
    )
    .action(async (before: string, after: string, options: { examples: string; json?: boolean }) => {
      const examples = wholeNumber("--examples", options.examples);
      const temporary = mkdtempSync(join(tmpdir(), "wudao-diff-"));
      try {
        const view = <T>(folder: string, use: (folder: string) => Promise<T>): Promise<T> =>
          viewDataset(resolveLocation(process.cwd(), folder), wholeDataset, (opened) => use(opened.folder));
        const comparison = await view(before, (first) =>
          view(after, (second) => compareRuns(first, second, temporary, examples)),
        );
        if (options.json === true) printJson(comparison);
        else print(renderComparison(comparison));
      } finally {
        rmSync(temporary, { recursive: true, force: true });
      }
    });
}

function renderComparison({ unchanged, changes, listsKept }: Comparison): string {
  return [
    ...(listsKept ? [] : ["rows of tokens: only dropped and failed documents are compared", ""]),
    `${plural(unchanged, "document")} with the same fate and text`,
    ...changes.flatMap((change) => ["", ...renderChange(change)]),
  ].join("\n");
}

function renderChange({ from, to, documents, examples }: Change): string[] {
  const title = from === to ? `${from}, with another text` : `${from} -> ${to}`;
  return [
    `${plural(documents, "document")}: ${title}`,
    ...examples.flatMap(({ before, after }) => {
      const shown = after ?? before;
      const head = `  ${printable(`${shown?.id ?? ""}  ${shown?.origin ?? ""}`)}`;
      const lines =
        before !== undefined && after !== undefined && before.text !== after.text
          ? firstChange(before.text, after.text)
          : [printableHead(shown?.text ?? "", shownCharacters)];
      return [head, ...lines.map((line) => `    ${line}`)];
    }),
  ];
}

/** The first place where two texts differ, with what stands around it. */
function firstChange(before: string, after: string): string[] {
  const parts = diff(before.slice(0, 20_000), after.slice(0, 20_000));
  const at = parts.findIndex(({ kind }) => kind !== "same");
  const lead = parts[at - 1]?.text.slice(-contextCharacters) ?? "";
  const removed = parts.slice(at, at + 2).find(({ kind }) => kind === "removed")?.text ?? "";
  const added = parts.slice(at, at + 2).find(({ kind }) => kind === "added")?.text ?? "";
  return [
    `- ${printableHead(lead + removed, shownCharacters)}`,
    `+ ${printableHead(lead + added, shownCharacters)}`,
  ];
}
