/** A run whose jobs nobody starts says why. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Standstill } from "../../../pipeline/executors/standstill.js";

test("jobs that wait for nodes which nobody mends are told with Slurm's reason, not waited for in silence", () => {
  let seconds = 0;
  const told: string[] = [];
  const standstill = new Standstill(
    (message) => told.push(message),
    () => seconds * 1000,
  );
  const see = (at: number, ...states: string[]): void => {
    seconds = at;
    standstill.see(
      states.map((state, n) => ({ id: `12_${n}`, state, reason: "Nodes required are DRAINED" })),
    );
  };
  // A queue that moves is no news, however long it is.
  for (let at = 0; at < 200; at++) see(at, "PENDING", at % 50 === 0 ? "RUNNING" : "PENDING");
  assert.deepEqual(told, []);
  for (let at = 200; at < 300; at++) see(at, "PENDING", "PENDING");
  assert.equal(told.length, 1);
  assert.match(told[0] ?? "", /for 60 s: Slurm says of 12_0 "Nodes required are DRAINED"/);
  see(300, "PENDING", "RUNNING");
  assert.match(told[1] ?? "", /at work again/);
  for (let at = 301; at < 350; at++) see(at, "PENDING");
  see(350);
  for (let at = 351; at < 400; at++) see(at, "PENDING");
  assert.equal(told.length, 2);
});
