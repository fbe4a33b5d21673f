/** `wudao dedup audit`: was what a run removed alike, and is what it left unlike? */
import { Command } from "commander";
import { viewDataset, wholeDataset } from "../../dataset/dataset-view.js";
import { resolveLocation } from "../../storage/location.js";
import { loadCatalogue } from "../load.js";
import { numberBetween, wholeNumber } from "../options.js";
import { print, printJson } from "../output.js";

interface AuditCommandOptions {
  readonly sample: string;
  readonly seed: string;
  readonly stage?: string;
  readonly similarity?: string;
  readonly json?: boolean;
}

export function dedupAuditCommand(): Command {
  return new Command("audit")
    .description(
      "Measure precision and recall of a run's near-duplicates on samples of its texts, with examples",
    )
    .argument("<dataset>", "folder of a dataset of texts, with its rejects")
    .option("-n, --sample <n>", "removed documents, and documents of all, to look at", "200")
    .option("--seed <n>", "another seed looks at other documents", "0")
    .option("--stage <name>", "minhash-dedup or simhash-dedup; without it, the first that the run has")
    .option(
      "--similarity <s>",
      "Jaccard similarity that counts as near-duplicate (default: the stage's threshold; 0.5 for simhash-dedup, which has none)",
    )
    .option("--json", "print everything as JSON, texts in full")
    .addHelpText(
      "after",
      "\nExamples:\n  wudao dedup audit out\n  wudao dedup audit out --sample 1000 --json\n  wudao dedup audit out --stage simhash-dedup --similarity 0.7",
    )
    .action(async (folder: string, options: AuditCommandOptions) => {
      const { auditDedup } = await import("../../report/audit/audit-dedup.js");
      const { renderAudit } = await import("../../report/audit/render-audit.js");
      const catalogue = await loadCatalogue();
      const sampling = {
        sample: wholeNumber("--sample", options.sample, 1),
        seed: wholeNumber("--seed", options.seed),
        stage: options.stage,
        similarity:
          options.similarity === undefined
            ? undefined
            : numberBetween("--similarity", options.similarity, 0.01, 1),
      };
      const location = resolveLocation(process.cwd(), folder);
      const audit = await viewDataset(location, wholeDataset, (view) =>
        auditDedup(view.folder, catalogue, sampling),
      );
      if (options.json === true) printJson(audit);
      else print(renderAudit(audit));
    });
}
