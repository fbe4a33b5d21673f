/** Work side by side: what goes on after a failure fills a store or a disk behind the back of the error. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { inLanes } from "../../../pipeline/storage/in-lanes.js";

test("all is done once, and never more at the same time than there are lanes", async () => {
  const done: number[] = [];
  let now = 0;
  let most = 0;
  await inLanes(3, [0, 1, 2, 3, 4, 5, 6], async (each) => {
    most = Math.max(most, ++now);
    await turn();
    now--;
    done.push(each);
  });
  assert.deepEqual(done.sort(), [0, 1, 2, 3, 4, 5, 6]);
  assert.equal(most, 3);
});

test("after an error nothing is begun, and what was begun has ended when it is told", async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = async (each: number): Promise<void> => {
    begun.push(each);
    if (each === 1) throw new Error("the second one");
    await turn();
    ended.push(each);
  };
  await assert.rejects(inLanes(3, [0, 1, 2, 3, 4, 5], work), /the second one/);
  assert.deepEqual(begun, [0, 1, 2]);
  assert.deepEqual(ended, [0, 2]);
});
