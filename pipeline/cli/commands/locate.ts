/** `wudao locate`: from a token of a dataset back to its record, and what each stage made of it. */
import { Command } from "commander";
import { resolveLocation } from "../../storage/location.js";
import { exitCodes } from "../exit-codes.js";
import { loadCatalogue } from "../load.js";
import { print, printJson } from "../output.js";

export function locateCommand(): Command {
  return new Command("locate")
    .description("Lead from a token of a shard back to its source file and record, with every edit and score")
    .argument("<dataset>", "folder of the dataset")
    .argument("<shard>", "file name of the shard, or its number from 0")
    .argument(
      "<offset>",
      "ROW:POSITION from 0; or one number: a token counted over the rows of the shard, a row where rows have no tokens of one length",
    )
    .option("--no-trace", "tell the record only, without reading it and running the stages on it again")
    .option("--json", "print everything as JSON, texts in full")
    .addHelpText(
      "after",
      `
Examples:
  wudao locate out/quickstart 0 3:17
  wudao locate out/quickstart data-00000-of-00001.arrow 1553 --json

Rows of masked-lm and span-corruption do not tell which documents they join: their tokens lead to none. Rows of glm-blocks and
wudao-sequence name all that they are made of: a token leads to its document where that is the only one.

Exit codes: ${exitCodes.done} found, ${exitCodes.files} the folder holds no dataset, or its input has changed.`,
    )
    .action(
      async (
        folder: string,
        shard: string,
        offset: string,
        options: { readonly trace: boolean; readonly json?: boolean },
      ) => {
        const { locateToken } = await import("../../report/locate/locate-token.js");
        const { retrace } = await import("../../report/locate/retrace.js");
        const { renderLocation } = await import("../../report/locate/render-location.js");
        const { decodeToken } = await import("../../report/locate/decode-token.js");
        const { allButShards, viewDataset } = await import("../../dataset/dataset-view.js");
        const catalogue = await loadCatalogue();
        const wanted = (name: string): boolean => allButShards(name) || name === ".run/plan.json";
        await viewDataset(resolveLocation(process.cwd(), folder), wanted, async (view) => {
          const location = await locateToken(view.folder, shard, offset, view);
          const { document, token } = location;
          const text = token === undefined ? undefined : await decodeToken(view.folder, catalogue, token);
          const trace =
            document === undefined || !options.trace
              ? undefined
              : await retrace(view.folder, catalogue, document);
          if (options.json === true) printJson({ ...location, text, trace });
          else for (const line of renderLocation(location, text, trace)) print(line);
        });
      },
    );
}
