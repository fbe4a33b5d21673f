/** npm only warns of a Node that is too old; then a module would fail to load for a reason that tells nobody what to do. */
import { UserError } from "../contracts/errors.js";

/**
 * @param needed as package.json has it: `>=20.15`
 * @throws UserError `old-node`
 */
export function checkNodeVersion(running: string, needed: string): void {
  const [major = 0, minor = 0] = numbersOf(running);
  const [neededMajor = 0, neededMinor = 0] = numbersOf(needed.replace(">=", ""));
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return;
  throw new UserError(
    "old-node",
    `this is Node.js ${running}, expected ${neededMajor}.${neededMinor} or later`,
    "Install a newer one from your package manager or nodejs.org",
  );
}

function numbersOf(version: string): number[] {
  return version.split(".").map(Number);
}
