/** `wudao dedup index`: what the stored index of a dataset holds for later runs. */
import { Command } from "commander";
import { plural } from "../../report/plural.js";
import { resolveOnDisk } from "../../storage/location.js";
import { type IndexPart, readIndex, type StoredIndex } from "../../stored/index-file.js";
import { formatBytes, print, printJson } from "../output.js";

export function dedupIndexCommand(): Command {
  return new Command("index")
    .description("Tell what the stored index of a dataset holds: stages, runs, documents, bytes")
    .argument("<dataset>", "folder of a dataset that was made with --index, or of an index")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      `
An index is made by \`wudao run ... --index kept\` and used by \`wudao run ... --against DATASET\`.

Examples:
  wudao dedup index out/september
  wudao dedup index out/september --json`,
    )
    .action((folder: string, options: { json?: boolean }) => {
      const index = readIndex(resolveOnDisk(process.cwd(), folder));
      if (options.json === true) printJson(index.content);
      else print(render(index));
    });
}

function render({ folder, content, sha256 }: StoredIndex): string {
  const stages = Object.entries(content.stages).map(([name, { settings, parts }]) => {
    const runs = new Map<string, IndexPart[]>();
    for (const part of parts) runs.set(part.run, [...(runs.get(part.run) ?? []), part]);
    return [
      "",
      `${name}: ${told(parts)}`,
      `  made with ${Object.entries(settings)
        .map(([key, value]) => `${key} ${JSON.stringify(value)}`)
        .join(", ")}`,
      ...[...runs].map(([run, ofRun]) => `  ${run}: ${told(ofRun)}`),
    ].join("\n");
  });
  return [`index      ${folder}`, `checksum   ${sha256}`, ...stages].join("\n");
}

function told(parts: readonly IndexPart[]): string {
  const documents = parts.reduce((sum, part) => sum + part.documents, 0);
  const bytes = parts.flatMap(({ files }) => files).reduce((sum, file) => sum + file.bytes, 0);
  return `${plural(documents, "document")} in ${plural(parts.length, "part")}, ${formatBytes(bytes)}`;
}
