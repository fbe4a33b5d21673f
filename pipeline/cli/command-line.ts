/** The command line: one file a command in commands/, no logic of its own. */
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { UserError } from "../contracts/errors.js";
import { suggest } from "../recipe/did-you-mean.js";
import { exitCodeHelp } from "./exit-codes.js";
import { wantsJsonLog } from "./json-log.js";
import { outliveReaders } from "./lost-readers.js";
import { checkNodeVersion } from "./node-version.js";
import { failWith } from "./output.js";

const packageFile = new URL("../../../package.json", import.meta.url);
const { version, engines } = JSON.parse(readFileSync(packageFile, "utf8")) as {
  version: string;
  engines: { node: string };
};

/**
 * The commands in the order of the help. Each is loaded only when it is called: loading all of them takes longer than most of
 * them take to run.
 */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import("./commands/run.js")).runCommand(),
  plan: async () => (await import("./commands/plan.js")).planCommand(),
  stages: async () => (await import("./commands/stages.js")).stagesCommand(),
  recipe: async () => (await import("./commands/recipe.js")).recipeCommand(),
  inspect: async () => (await import("./commands/inspect.js")).inspectCommand(),
  verify: async () => (await import("./commands/verify.js")).verifyCommand(),
  "serve-check": async () => (await import("./commands/serve-check.js")).serveCheckCommand(),
  replay: async () => (await import("./commands/replay.js")).replayCommand(),
  locate: async () => (await import("./commands/locate.js")).locateCommand(),
  dedup: async () => (await import("./commands/dedup.js")).dedupCommand(),
  model: async () => (await import("./commands/model.js")).modelCommand(),
  tokenizer: async () => (await import("./commands/tokenizer.js")).tokenizerCommand(),
  attribute: async () => (await import("./commands/attribute.js")).attributeCommand(),
  recut: async () => (await import("./commands/recut.js")).recutCommand(),
  forget: async () => (await import("./commands/forget.js")).forgetCommand(),
  resume: async () => (await import("./commands/resume.js")).resumeCommand(),
  diff: async () => (await import("./commands/diff.js")).diffCommand(),
  chaos: async () => (await import("./commands/chaos.js")).chaosCommand(),
  gc: async () => (await import("./commands/gc.js")).gcCommand(),
  status: async () => (await import("./commands/status.js")).statusCommand(),
  task: async () => (await import("./commands/task.js")).taskCommand(),
};

/** Does what the arguments of the process say. */
export async function runCommandLine(): Promise<void> {
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

  outliveReaders();
  const [, , first = ""] = process.argv;
  try {
    checkNodeVersion(process.versions.node, engines.node);
    checkWorkingFolder();
    for (const [name, load] of Object.entries(commands))
      if (name === first || !Object.hasOwn(commands, first)) program.addCommand(await load());
    throwInsteadOfExit(program);
    refuseUnknown(program, process.argv.slice(2));
    program.hook("preAction", (_program, command) => refuseEmpty(command));
    await program.parseAsync();
  } catch (error) {
    failWith(error, process.argv.includes("--json"), wantsJsonLog(process.argv));
  }
}

/** A cluster may clear a scratch disk under a shell; worker threads would end with an error of Node's own. */
function checkWorkingFolder(): void {
  try {
    process.cwd();
  } catch {
    throw new UserError("no-folder", "the working folder is not there any more", "Go to another one (cd)");
  }
}

/**
 * An empty path is the working folder: `--input "$DATA"` would read that where nobody has set DATA, and `wudao forget "$DATASET"` take
 * documents out of the dataset there.
 */
function refuseEmpty(command: Command): void {
  const given = [
    ...command.registeredArguments.map((argument, at) => [
      `<${argument.name()}>`,
      argument.variadic ? command.args.slice(at) : command.args[at],
    ]),
    ...Object.entries<unknown>(command.opts()).map(([name, value]) => [
      `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      value,
    ]),
  ];
  const empty = given.find(([, value]) => [value].flat().includes(""));
  if (empty !== undefined)
    throw new UserError("bad-option", `${String(empty[0])} is empty`, "Is a variable of the shell not set?");
}

/** Commander knows no command for `foo` either, but answers `help foo` and `foo --help` with the help of all. */
function refuseUnknown(command: Command, [word = "", ...more]: readonly string[]): void {
  const named = word === "help" ? command : command.commands.find((each) => each.name() === word);
  if (named !== undefined) {
    refuseUnknown(named, more);
    return;
  }
  if (command.commands.length === 0 || word === "" || word.startsWith("-")) return;
  const known = command.commands.map((each) => each.name());
  throw new UserError("bad-option", `unknown command "${word}"`, suggest(word, known));
}

/** Commander would end the process with 1 for a mistyped option; the exit code is ours to choose. */
function throwInsteadOfExit(command: Command): void {
  command.exitOverride().showHelpAfterError("(add --help for the options and examples)");
  for (const each of command.commands) throwInsteadOfExit(each);
}
