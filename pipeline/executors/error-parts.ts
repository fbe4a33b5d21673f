/** A UserError in its parts, as it travels between threads and through files: an error that is sent loses its class, code and place. */
import { UserError } from "../contracts/errors.js";

export type ErrorParts = Pick<UserError, "code" | "problem" | "advice" | "place">;

export function partsOf({ code, problem, advice, place }: UserError): ErrorParts {
  return { code, problem, advice, place };
}

export function errorOf({ code, problem, advice, place }: ErrorParts): UserError {
  return new UserError(code, problem, advice, place);
}
