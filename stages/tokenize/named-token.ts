/** Tokens that a recipe names. */
import { UserError } from "../../pipeline/contracts/errors.js";
import type { Tokenizer } from "./tokenizer.js";

/**
 * @param key the parameter that names it
 * @throws UserError `no-such-token`
 */
export function namedToken(tokenizer: Tokenizer, name: string, key: string): number {
  const id = tokenizer.idOf(name);
  if (id !== undefined) return id;
  throw new UserError(
    "no-such-token",
    `the tokenizer has no token "${name}"`,
    "Give the exact name of one of its tokens, or leave the parameter out",
    { key },
  );
}
