#!/usr/bin/env node
/** The command line: one file a command, no logic of its own. */
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { attributeCommand } from "./attribute.js";
import { chaosCommand } from "./chaos.js";
import { dedupCommand } from "./dedup.js";
import { diffCommand } from "./diff.js";
import { exitCodeHelp } from "./exit-codes.js";
import { forgetCommand } from "./forget.js";
import { gcCommand } from "./gc.js";
import { inspectCommand } from "./inspect.js";
import { locateCommand } from "./locate.js";
import { modelCommand } from "./model.js";
import { failWith } from "./output.js";
import { planCommand } from "./plan.js";
import { recipeCommand } from "./recipe.js";
import { recutCommand } from "./recut.js";
import { resumeCommand } from "./resume.js";
import { runCommand } from "./run.js";
import { serveCheckCommand } from "./serve-check.js";
import { stagesCommand } from "./stages.js";
import { statusCommand } from "./status.js";
import { taskCommand } from "./task.js";
import { tokenizerCommand } from "./tokenizer.js";
import { verifyCommand } from "./verify.js";

const packageFile = new URL("../../../package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(packageFile, "utf8")) as { version: string };

const program = new Command("wudao")
  .description(
    "Prepares Chinese and multimodal pre-training data: read, clean, filter, dedup, tokenize, write.",
  )
  .version(version)
  .addHelpText(
    "after",
    `
Examples:
  wudao run configs/quickstart.yaml
  wudao run configs/wudaocorpora.yaml --input 'data/*.jsonl.zst' --output out --workers 8
  wudao plan configs/wudaocorpora.yaml
  wudao stages minhash-dedup
  wudao inspect out
  wudao verify out
  wudao dedup curve --threshold 0.8
  wudao dedup audit out

${exitCodeHelp}`,
  );

for (const command of [
  runCommand,
  planCommand,
  stagesCommand,
  recipeCommand,
  inspectCommand,
  verifyCommand,
  serveCheckCommand,
  locateCommand,
  dedupCommand,
  modelCommand,
  tokenizerCommand,
  attributeCommand,
  recutCommand,
  forgetCommand,
  resumeCommand,
  diffCommand,
  chaosCommand,
  gcCommand,
  statusCommand,
  taskCommand,
])
  program.addCommand(command());
throwInsteadOfExit(program);

// A reader that has seen enough (`wudao stages | head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

program.parseAsync().catch((error: unknown) => failWith(error, process.argv.includes("--json")));

/** Commander would end the process with 1 for a mistyped option; the exit code is ours to choose. */
function throwInsteadOfExit(command: Command): void {
  command.exitOverride().showHelpAfterError("(add --help for the options and examples)");
  for (const each of command.commands) throwInsteadOfExit(each);
}
