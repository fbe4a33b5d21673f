/**
 * A real S3 server on loopback (versitygw over a folder), for tests that then run against it.
 *
 * `VERSITYGW` names the program (`go install github.com/versity/versitygw/cmd/versitygw@latest`).
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { storeOf } from "../../pipeline/storage/store-of.js";

const program = [process.env.VERSITYGW, join(homedir(), "go/bin/versitygw")].find(
  (path) => path !== undefined && existsSync(path),
);

export const withoutS3 =
  program === undefined ? "needs an S3 server: VERSITYGW names the program versitygw" : false;

/** Never a real key: tests look for it in everything that a run leaves. */
export const secret = "wudao-test-secret-9f1c27a4";
const accessKey = "wudaotest";

export interface S3Server {
  readonly port: number;
  /** Folder in which each bucket is a folder, and each object a file. */
  readonly folder: string;
  /** Environment of a process that uses the server, or something in front of it at another port. */
  environment(port?: number): Record<string, string>;
  /** Uploads a file, so that it has the version and the checksum that stores keep. */
  put(path: string, location: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startS3(...buckets: readonly string[]): Promise<S3Server> {
  if (program === undefined) throw new Error("no S3 server is there");
  const folder = mkdtempSync(join(tmpdir(), "wudao-s3-"));
  for (const bucket of buckets) mkdirSync(join(folder, bucket));
  const port = await freePort();
  const server: ChildProcess = spawn(
    program,
    ["--port", `127.0.0.1:${port}`, "--access", accessKey, "--secret", secret, "--quiet", "posix", folder],
    { stdio: "ignore" },
  );
  const ended = new Promise((resolve) => server.once("exit", resolve));
  await untilAnswering(port);
  const environment = (at = port): Record<string, string> => ({
    AWS_ENDPOINT_URL: `http://127.0.0.1:${at}`,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: accessKey,
    AWS_SECRET_ACCESS_KEY: secret,
    // Neither the tester's own profile nor a machine's role.
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
  });
  return {
    port,
    folder,
    environment,
    async put(path, location) {
      Object.assign(process.env, environment(port));
      await storeOf(location).upload(location, path);
    },
    async stop() {
      server.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilAnswering(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const answered = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await sleep(50);
  }
  throw new Error("the S3 server does not answer");
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
