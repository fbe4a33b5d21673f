/** The token that fills rows: any that the model knows. */
import { UserError } from "../../../pipeline/contracts/errors.js";

export function requirePadId(stage: string, padId: number, vocabularySize: number): void {
  if (padId < vocabularySize) return;
  throw new UserError(
    "bad-pad-id",
    `${stage}: pad-id ${padId} is not below the vocabulary size ${vocabularySize}`,
    "Choose an id that the model knows, such as the end-of-text token",
  );
}
