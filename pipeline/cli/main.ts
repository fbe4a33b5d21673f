#!/usr/bin/env node
/** The command line: one file a command, no logic of its own. */
import { Command } from "commander";
import { inspectCommand } from "./inspect.js";
import { failWith } from "./output.js";
import { planCommand } from "./plan.js";
import { recipeCommand } from "./recipe.js";
import { runCommand } from "./run.js";
import { stagesCommand } from "./stages.js";
import { verifyCommand } from "./verify.js";

const program = new Command("wudao")
  .description(
    "Prepares Chinese and multimodal pre-training data: read, clean, filter, dedup, tokenize, write.",
  )
  .version("0.1.0")
  .showHelpAfterError("(add --help for the options and examples)")
  .addHelpText(
    "after",
    `
Examples:
  wudao run configs/quickstart.yaml
  wudao run configs/wudaocorpora.yaml --input 'data/*.jsonl.zst' --output out --workers 8
  wudao plan configs/wudaocorpora.yaml
  wudao stages minhash-dedup
  wudao inspect out && wudao verify out

Exit codes: 0 done, 1 the run or check failed, 2 wrong usage or recipe, 130 stopped by a signal (run again to resume).`,
  );

for (const command of [runCommand, planCommand, stagesCommand, recipeCommand, inspectCommand, verifyCommand])
  program.addCommand(command());

program.parseAsync().catch(failWith);
