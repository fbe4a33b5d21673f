/** A run that waits for a scheduler says so. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Silence } from "../../../pipeline/executors/silence.js";

test("a controller that is away is told once, then at long intervals, and again when it answers", async () => {
  let seconds = 0;
  const told: string[] = [];
  const silence = new Silence(
    "the Slurm controller",
    "scontrol ping",
    (message) => told.push(message),
    () => seconds * 1000,
  );
  const ask = async (at: number, answer: string | undefined): Promise<void> => {
    seconds = at;
    assert.equal(await silence.listen(Promise.resolve(answer)), answer);
  };
  await ask(0, "queued");
  // Seconds of a restart are no news.
  for (let at = 1; at < 10; at++) await ask(at, undefined);
  assert.deepEqual(told, []);
  for (let at = 10; at < 600; at++) await ask(at, undefined);
  assert.equal(told.length, 1);
  assert.match(told[0] ?? "", /has not answered for 15 s/);
  for (let at = 600; at < 700; at++) await ask(at, undefined);
  assert.equal(told.length, 2);
  await ask(700, "queued");
  assert.match(told[2] ?? "", /answers again/);
  for (let at = 701; at < 710; at++) await ask(at, undefined);
  assert.equal(told.length, 3);
});
