/**
 * The client of the AWS SDK, loaded when the first `s3:` location is used: no other run pays for it.
 *
 * Why the SDK (25 packages, 22 MB, no install scripts) and not 300 lines of our own: it knows every link of the standard chain of
 * credentials (environment, shared profile, SSO, web identity, container and instance metadata) and keeps them fresh. Its
 * retries and checks of bodies are switched off: they know nothing of a body that breaks in the middle.
 */
import type { S3Client } from "@aws-sdk/client-s3";
import { storeRetries, withRetries } from "./retries.js";
import { passes, told } from "./s3-errors.js";

type Sdk = typeof import("@aws-sdk/client-s3");

/** What every request needs. */
export interface S3 {
  readonly sdk: Sdk;
  readonly client: S3Client;
}

/** A connection, or an answer, that is silent for so long is given up and tried again. */
const silenceMs = 30_000;

/** Requests of one thread at the same time. */
const maxSockets = 64;

/** A request with retries; what is left over is told in words. */
export async function request<T>(location: string, attempt: (failures: number) => Promise<T>): Promise<T> {
  try {
    return await withRetries(attempt, passes, storeRetries);
  } catch (error) {
    throw told(error, location);
  }
}

export async function openS3(): Promise<S3> {
  // It warns each process of the Node version after next: that is no concern of who runs a recipe.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const sdk = await import("@aws-sdk/client-s3");
  const endpoint = process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
  const region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  const client = new sdk.S3Client({
    maxAttempts: 1,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      connectionTimeout: silenceMs,
      socketTimeout: silenceMs,
      httpAgent: { keepAlive: true, maxSockets },
      httpsAgent: { keepAlive: true, maxSockets },
    },
    // Servers of one's own seldom have a host name a bucket.
    ...(endpoint === undefined ? {} : { forcePathStyle: true }),
    ...(region === undefined && endpoint === undefined ? {} : { region: region ?? "us-east-1" }),
  });
  client.middlewareStack.add(
    (next) => async (args) => {
      // Asks for the checksum that the object was stored with; the SDK would ask only if it may also compare it.
      const request = args.request as { method?: string; headers?: Record<string, string> };
      if (request.method === "GET" && request.headers !== undefined)
        request.headers["x-amz-checksum-mode"] = "ENABLED";
      return next(args);
    },
    { step: "build", name: "askForChecksum" },
  );
  client.middlewareStack.add(
    (next) => async (args) => {
      // The signature covers the body by its SHA-256: where that is known already, the SDK need not compute it once more.
      const { headers } = args.request as { headers?: Record<string, string> };
      const known = headers?.["x-amz-checksum-sha256"];
      if (headers !== undefined && known !== undefined)
        headers["x-amz-content-sha256"] ??= Buffer.from(known, "base64").toString("hex");
      return next(args);
    },
    { step: "build", name: "signKnownChecksum" },
  );
  return { sdk, client };
}
