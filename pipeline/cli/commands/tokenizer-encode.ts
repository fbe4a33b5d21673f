/** `wudao tokenizer encode`: the tokens of a text and where each stands in it. */
import { Command } from "commander";
import { loadCatalogue } from "../load.js";
import { print, printJson } from "../output.js";

interface EncodeOptions {
  readonly json?: boolean;
}

export function tokenizerEncodeCommand(): Command {
  return new Command("encode")
    .description("Show the tokens of a text: id, where it begins and ends (UTF-16 units), what it stands for")
    .argument("<tokenizer>", "default, residues, or the file of a tokenizer")
    .argument("<text>", "the text; names of special tokens in it are text")
    .option("--json", "print ids, starts and ends as JSON")
    .addHelpText(
      "after",
      `
Examples:
  wudao tokenizer encode default 大规模语料
  wudao tokenizer encode qwen/tokenizer.json "Hello 世界" --json`,
    )
    .action(async (name: string, text: string, { json }: EncodeOptions) => {
      const catalogue = await loadCatalogue();
      const vocabulary = await catalogue.tokenizers.open(name, process.cwd());
      const { ids, starts, ends } = vocabulary.encodeWithOffsets(text);
      if (json === true) {
        printJson({ ids: [...ids], starts: [...starts], ends: [...ends] });
        return;
      }
      for (const [at, id] of ids.entries())
        print(`${id}\t${starts[at]}-${ends[at]}\t${JSON.stringify(text.slice(starts[at], ends[at]))}`);
    });
}
