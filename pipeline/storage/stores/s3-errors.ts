/** What a failed request to an object store means: whether it passes, and what a user can do. Never shows what the store said. */
import { UserError } from "../../contracts/errors.js";

/** Set on errors of the SDK. */
interface StoreError {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** The answer is not whole. Its message is in our own words. */
export class CutShort extends Error {
  override readonly name = "CutShort";
}

const passingNames: readonly string[] = [
  "CutShort",
  "ConditionalRequestConflict",
  "InternalError",
  "OperationAborted",
  "RequestTimeout",
  "RequestTimeTooSkewed",
  "ServiceUnavailable",
  "SlowDown",
  "ThrottlingException",
  "TimeoutError",
];

/** Errors of the connection, not of the store, which may pass. */
const passingCodes: readonly string[] = [
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EPIPE",
  "ERR_STREAM_PREMATURE_CLOSE",
  "ETIMEDOUT",
];

export function statusOf(error: unknown): number | undefined {
  return (error as StoreError | undefined)?.$metadata?.httpStatusCode;
}

export function nameOf(error: unknown): string {
  return (error as StoreError | undefined)?.name ?? "";
}

export function passes(error: unknown): boolean {
  const { name = "", code = "" } = error as StoreError;
  if (passingNames.includes(name) || passingCodes.includes(code)) return true;
  const status = statusOf(error);
  // A good status and still an error: the answer could not be read, because it was cut short or garbled on its way.
  return status !== undefined && (status >= 500 || status === 429 || status < 300);
}

export function isMissing(error: unknown): boolean {
  return statusOf(error) === 404 && nameOf(error) !== "NoSuchBucket";
}

/** The error in words; names and codes only, for the rest of an answer may repeat keys and signatures. */
export function told(error: unknown, location: string): UserError {
  if (error instanceof UserError) return error;
  const name = nameOf(error);
  const status = statusOf(error);
  const place = { file: location };
  if (name === "NoSuchBucket")
    return new UserError(
      "no-bucket",
      "there is no such bucket",
      "Check its name and AWS_ENDPOINT_URL",
      place,
    );
  if (status === 404 || name === "NoSuchKey")
    return new UserError("unreadable-file", "there is no such object", "Check its key", place);
  if (status === 412) return changed(location);
  if (name === "CredentialsProviderError" || name === "InvalidIdentityToken" || /Credential|Token/.test(name))
    return new UserError(
      "no-credentials",
      "there are no credentials for the store, or they are not valid",
      "Give them by AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile (AWS_PROFILE) or the machine's role",
      place,
    );
  if (status === 403 || status === 401)
    return new UserError(
      "no-access",
      `the store refuses access (${name})`,
      "Check credentials, their rights on this bucket, and the clock of this machine",
      place,
    );
  if (status === 301 || name === "PermanentRedirect")
    return new UserError("wrong-region", "the bucket lies in another region", "Set AWS_REGION", place);
  if (/Region is missing/.test((error as Error).message))
    return new UserError("no-region", "no region is named", "Set AWS_REGION", place);
  const code = error instanceof CutShort ? error.message : ((error as StoreError).code ?? name);
  return new UserError(
    "store-failed",
    `the store did not answer as it should (${status ?? code}${status === undefined ? "" : ` ${name}`})`,
    "Check that it is up and can be reached; the same command goes on where it stopped",
    place,
  );
}

/** For an object that was replaced since it was planned, or while it is read. */
export function changed(location: string): UserError {
  return new UserError(
    "input-changed",
    "the object is no longer the one that was planned",
    "Put the old one back, or run the recipe into another folder",
    { file: location },
  );
}
