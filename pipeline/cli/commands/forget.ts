/** `wudao forget`: takes documents out of a finished dataset. */
import { existsSync, readFileSync } from "node:fs";
import { Command } from "commander";
import { UserError } from "../../contracts/errors.js";
import { forget } from "../../forget/forget.js";
import { forgetFromIndex } from "../../forget/forget-index.js";
import { Withdrawn } from "../../forget/withdrawn.js";
import { grouped, plural } from "../../report/plural.js";
import { printable } from "../../report/printable.js";
import { resolveOnDisk } from "../../storage/location.js";
import { loadCatalogue } from "../load.js";
import { print, printJson } from "../output.js";

interface ForgetOptions {
  readonly ids?: string;
  readonly urls?: string;
  readonly indexOnly?: boolean;
  readonly json?: boolean;
}

export function forgetCommand(): Command {
  return new Command("forget")
    .description("Take documents out of a dataset of texts; only the shards that hold one are written anew")
    .argument("<dataset>", "folder of the dataset")
    .option("--ids <file>", "ids of the documents, one a line")
    .option("--urls <file>", "addresses of the documents as the dataset has them, one a line")
    .option(
      "--index-only",
      "take them out of the stored index alone, as for packed datasets, which have no documents",
    )
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      `
What the documents left in rejects and quarantine is blanked (rejects know ids only), and the stored index loses them, so that a
later run against it takes them for new. The report and the run's own folder are removed: they may quote them.
Of an id or address that several documents have, all of these are taken out.

Examples:
  wudao forget out --ids withdrawn.txt
  wudao forget out --urls takedown.txt --json`,
    )
    .action(async (folder: string, options: ForgetOptions) => {
      if (options.ids === undefined && options.urls === undefined)
        throw new UserError("bad-option", "nothing to forget was named", "Give --ids FILE or --urls FILE");
      const withdrawn = new Withdrawn(linesOfFile(options.ids), linesOfFile(options.urls));
      const catalogue = await loadCatalogue();
      if (options.indexOnly === true) {
        const indexEntries = await forgetFromIndex(
          resolveOnDisk(process.cwd(), folder),
          withdrawn,
          catalogue,
        );
        const notFound = withdrawn.unmet;
        if (options.json === true) printJson({ indexEntries, notFound });
        else print(`${entries(indexEntries)} of the stored index taken out${inWords(notFound)}`);
        return;
      }
      const result = await forget(resolveOnDisk(process.cwd(), folder), withdrawn, catalogue);
      if (options.json === true) printJson(result);
      else
        print(
          `${plural(result.documents, "document")} taken out, ${result.rewrittenShards} of ${plural(result.shards, "shard")} touched, ${plural(result.blankedLines, "line")} of rejects and quarantine blanked, ${entries(result.indexEntries)} of the stored index taken out${inWords(result.notFound)}`,
        );
    });
}

function entries(count: number): string {
  return `${grouped(count)} ${count === 1 ? "entry" : "entries"}`;
}

/** A mistyped id would leave its document where it is. */
function inWords(notFound: readonly string[]): string {
  if (notFound.length === 0) return "";
  const shown = notFound.slice(0, 3).map(printable).join(", ");
  return `\nnot found: ${grouped(notFound.length)} of those named, ${notFound.length > 3 ? `such as ${shown}` : shown}`;
}

function linesOfFile(path: string | undefined): ReadonlySet<string> {
  if (path === undefined) return new Set();
  if (!existsSync(path))
    throw new UserError("no-file", "there is no such file", "Give a text file", { file: path });
  const lines = readFileSync(path, "utf8").split("\n");
  return new Set(lines.map((line) => line.trim()).filter((line) => line !== ""));
}
