/** `wudao dedup`: what deduplication would find, what it did, and what it stored for later runs. */
import { Command } from "commander";
import { dedupAuditCommand } from "./dedup-audit.js";
import { dedupCurveCommand } from "./dedup-curve.js";
import { dedupIndexCommand } from "./dedup-index.js";

export function dedupCommand(): Command {
  return new Command("dedup")
    .description("Near-duplicates: the recall curve of bands, the audit of a finished run, its stored index")
    .addCommand(dedupCurveCommand())
    .addCommand(dedupAuditCommand())
    .addCommand(dedupIndexCommand());
}
