/** `wudao stages`: the catalogue, and everything that a stage declares of itself. */
import { Command, Option } from "commander";
import { z } from "zod";
import { allStages, findStage } from "../../recipe/catalogue.js";
import { describeStage, stagesPage } from "../../report/stage-docs.js";
import { loadCatalogue } from "../load.js";
import { print, printJson } from "../output.js";

export function stagesCommand(): Command {
  return new Command("stages")
    .description("List all stages, or document one")
    .argument("[name]", "stage")
    .option("--json", "print as JSON, parameters as JSON Schema")
    .addOption(
      new Option("--markdown", "print the documentation of all stages as one page").conflicts("json"),
    )
    .addHelpText(
      "after",
      "\nExamples:\n  wudao stages\n  wudao stages privacy\n  wudao stages minhash-dedup --json",
    )
    .action(async (name: string | undefined, options: { json?: boolean; markdown?: boolean }) => {
      const catalogue = await loadCatalogue();
      const wanted = name === undefined ? await allStages(catalogue) : [await findStage(catalogue, name)];
      if (options.json === true) {
        printJson(
          wanted.map(({ name, kind, summary, source, reasons, examples, parameters }) => ({
            name,
            kind,
            summary,
            source,
            reasons,
            examples,
            parameters: z.toJSONSchema(parameters, { io: "input", unrepresentable: "any" }),
          })),
        );
        return;
      }
      if (options.markdown === true) {
        print(stagesPage(wanted));
        return;
      }
      if (name !== undefined) {
        for (const stage of wanted) print(describeStage(stage));
        return;
      }
      const width = Math.max(...wanted.map((stage) => stage.name.length));
      for (const stage of wanted)
        print(`${stage.name.padEnd(width)}  ${stage.kind.padEnd(7)}  ${stage.summary}`);
    });
}
