/** `wudao tokenizer audit`: how many characters a token holds, and what a tokenizer loses. */
import { Command } from "commander";
import { UserError } from "../../contracts/errors.js";
import { inputSamples, UnreadableRecords } from "../input-samples.js";
import { loadCatalogue } from "../load.js";
import { print, printJson } from "../output.js";

interface AuditOptions {
  readonly input: string[];
  readonly reader: string;
  readonly field?: string;
  readonly json?: boolean;
}

export function tokenizerAuditCommand(): Command {
  return new Command("audit")
    .description(
      "Measure a tokenizer on texts: characters a token by source and language, unused entries, bytes, unknown, round trips",
    )
    .argument("<tokenizer>", "default, residues, or the file of a tokenizer")
    .requiredOption("-i, --input <files...>", "files, folders or globs; each is a source of its own")
    .option("--reader <stage>", "the stage that reads them", "read-json")
    .option("--field <name>", "field that holds the text; otherwise what the reader takes")
    .option("--json", "print the audit as JSON")
    .addHelpText(
      "after",
      `
Examples:
  wudao tokenizer audit default --input 'data/*.jsonl.zst'
  wudao tokenizer audit tokenizer.json --input news.jsonl forum.jsonl --json
  wudao tokenizer audit residues --reader read-fasta --input proteins.fasta`,
    )
    .action(async (name: string, { input, reader, field, json }: AuditOptions) => {
      const { auditTokenizer } = await import("../../report/audit/audit-tokenizer.js");
      const { renderTokenizerAudit } = await import("../../report/audit/render-tokenizer-audit.js");
      const catalogue = await loadCatalogue();
      const vocabulary = await catalogue.tokenizers.open(name, process.cwd());
      const unreadable = new UnreadableRecords();
      const samples = inputSamples({ paths: input, reader, field }, catalogue, unreadable);
      const audit = await auditTokenizer(vocabulary, samples, catalogue.guessLanguage);
      if (audit.total.texts === 0)
        throw new UserError(
          "nothing-to-audit",
          "there are no texts to measure",
          unreadable.problems[0] ?? "Name other inputs",
        );
      if (json === true) printJson({ tokenizer: name, ...audit, unreadable });
      else {
        print(renderTokenizerAudit(audit));
        if (unreadable.records > 0) print(unreadable.inWords());
      }
    });
}
