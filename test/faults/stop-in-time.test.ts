/** A stop must not wait for what never answers: a scheduler kills ten seconds after it asked, and takes the exit code with it. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { inTemporaryFolder, startWith } from "../support/wudao.js";

test("a run that waits for a silent store ends within ten seconds of SIGTERM", () =>
  inTemporaryFolder(async (scratch) => {
    let asked = (): void => {};
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const silent = createServer((socket) => {
      socket.on("error", () => {});
      asked();
    }).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const address = silent.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const environment = {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      ...{ AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "key", AWS_SECRET_ACCESS_KEY: "secret" },
      WUDAO_SCRATCH: scratch,
    };
    const running = startWith(
      environment,
      "run",
      "configs/quickstart.yaml",
      "--output",
      "s3://silent/out",
      "--quiet",
    );
    await isAsked;
    const told = performance.now();
    process.kill(running.process.pid ?? 0, "SIGTERM");
    const { code } = await running.end;
    silent.close();
    assert.equal(code, 143);
    assert.ok(performance.now() - told < 10_000);
  }));
