/** Refusing a file by name: no tokenizer is ever approximated. */
import { UserError } from "../../pipeline/contracts/errors.js";

/** Throws; says which key of the file holds what is not understood. */
export type Refuse = (key: string, problem: string) => never;

export function refuseFor(file: string): Refuse {
  return (key, problem) => {
    throw new UserError(
      "tokenizer-unsupported",
      `this tokenizer cannot be reproduced exactly: ${problem}`,
      "Use the file of another tokenizer, or `tokenizer: default`",
      { file, key },
    );
  };
}
