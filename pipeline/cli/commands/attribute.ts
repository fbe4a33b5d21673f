/** `wudao attribute`: what each filter of a run would remove, from the scores that it kept. */
import { Command } from "commander";
import { datasetAndReceipts, viewDataset } from "../../dataset/dataset-view.js";
import { type Attribution, attribute } from "../../recut/attribute.js";
import { grouped, plural } from "../../report/plural.js";
import { resolveLocation } from "../../storage/location.js";
import { loadCatalogue } from "../load.js";
import { print, printJson } from "../output.js";

export function attributeCommand(): Command {
  return new Command("attribute")
    .description("Show what each filter removes, alone and with others, and its cost, from kept scores")
    .argument("<dataset>", "folder of a dataset of texts that was written with `decide: later`")
    .option("--set <filter.limit=value...>", "try another limit")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      `
Only this dataset is read, not the corpus. "only it" counts documents that would stay without the filter. Seconds are those
that the workers of the run spent in the filter.

Examples:
  wudao attribute out/scored
  wudao attribute out/scored --set min-han.min=50 gopher-quality.min-words=100
  wudao attribute out/scored --json`,
    )
    .action(async (folder: string, options: { set?: string[]; json?: boolean }) => {
      const catalogue = await loadCatalogue();
      const location = resolveLocation(process.cwd(), folder);
      const result = await viewDataset(location, datasetAndReceipts, (view) =>
        attribute(view.folder, options.set ?? [], catalogue),
      );
      if (options.json === true) printJson(result);
      else print(render(result));
    });
}

function render({ documents, kept, filters, overlaps }: Attribution): string {
  const width = Math.max(6, ...filters.map(({ filter }) => filter.length));
  const line = (name: string, ...cells: readonly string[]): string =>
    [name.padEnd(width), ...cells.map((cell) => cell.padStart(9))].join(" ");
  const lines = [
    `${plural(documents, "document")}, ${grouped(kept)} kept, ${grouped(documents - kept)} removed`,
    "",
    line("filter", "removes", "share", "only it", "seconds"),
  ];
  for (const { filter, removes, share, unique, seconds, reasons } of filters) {
    const spent = seconds === null ? "?" : seconds.toFixed(2);
    lines.push(line(filter, grouped(removes), `${(100 * share).toFixed(2)} %`, grouped(unique), spent));
    for (const [reason, removed] of Object.entries(reasons))
      lines.push(line("", grouped(removed), ` ${reason}`));
  }
  if (overlaps.length > 0) lines.push("", "removed by both");
  for (const { filters: pair, documents: both } of overlaps)
    lines.push(`  ${pair.join(" + ")}: ${grouped(both)}`);
  return lines.join("\n");
}
