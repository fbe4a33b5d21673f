/** Options that do nothing without another one: who gives them believes that they act. */
import type { Command } from "commander";
import { UserError } from "../contracts/errors.js";

/**
 * Refuses these options where the other one is not given.
 *
 * @param names  long names, as `--sbatch`
 * @param needed the other option as it is written
 * @param isThere whether the options of a call hold it
 */
export function onlyWith(
  command: Command,
  names: readonly string[],
  needed: string,
  isThere: (options: Readonly<Record<string, unknown>>) => boolean,
): Command {
  return command.hook("preAction", (_command, called) => {
    if (isThere(called.opts())) return;
    const idle = called.options.find(
      (option) =>
        names.includes(option.long ?? "") && called.getOptionValueSource(option.attributeName()) === "cli",
    );
    if (idle !== undefined)
      throw new UserError(
        "bad-option",
        `${idle.long} does nothing without ${needed}`,
        `Give ${needed}, too, or leave it out`,
      );
  });
}
