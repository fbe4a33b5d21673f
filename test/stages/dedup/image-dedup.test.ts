import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { SampleError } from "../../../pipeline/contracts/errors.js";
import type { Sample } from "../../../pipeline/contracts/sample.js";
import { imageDedup } from "../../../stages/dedup/image-dedup.js";
import { imagePrepare } from "../../../stages/image/image-prepare.js";
import { readWebdataset } from "../../../stages/read/read-webdataset.js";
import { sharedData, withoutData } from "../../support/wudao.js";
import { readWith } from "../read/read-records.js";
import { runBarrier, withFolder } from "./run-barrier.js";

interface Label {
  readonly a: string;
  readonly b: string;
  readonly op: string;
  readonly near_duplicate: boolean;
}

const folder = join(sharedData ?? "", "image-text");
const prepared = new Map<string, Sample>();

/** Every picture of image-text by `tar#key`, its look ready. Made once. */
async function pictures(): Promise<ReadonlyMap<string, Sample>> {
  if (prepared.size > 0) return prepared;
  const run = await imagePrepare.open(imagePrepare.parameters.parse({ size: 64, cues: false }), {
    baseDir: ".",
    seed: 1,
  });
  for (const tar of readdirSync(folder).filter((name) => name.endsWith(".tar"))) {
    const { samples } = await readWith(readWebdataset, join(folder, tar));
    for (const outcome of await run(samples)) {
      if (outcome instanceof SampleError || "drop" in outcome) continue;
      const id = `image-text/${tar}#${outcome.id}`;
      prepared.set(id, { ...outcome, id });
    }
  }
  return prepared;
}

/** Labels of pictures that are there: a few originals come from a tar that is not. */
function labels(known: ReadonlyMap<string, Sample>): readonly Label[] {
  const keyOf = (name: string): string => name.replace(/\.[^.]*$/, "");
  return readFileSync(join(folder, "derived-variants.labels.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Label)
    .map((label) => ({ ...label, a: keyOf(label.a), b: keyOf(label.b) }))
    .filter(({ a, b }) => known.has(a) && known.has(b));
}

/** `var-012` of a derived picture, else the picture itself. */
function familyOf(id: string): string {
  return /#(var-\d+)-/.exec(id)?.[1] ?? id;
}

test("resized and re-encoded copies are found, and what is found shows the same", {
  skip: withoutData,
}, async (t) => {
  const known = await pictures();
  const all = labels(known);
  const run = await withFolder((path) =>
    runBarrier(imageDedup, [...known.values()], {}, { splits: 3, partitions: 2 }, path),
  );
  // A cluster is joined by edges to its first pictures: copies of one picture need no edge of their own.
  const cluster = new Map([...known.keys()].map((id) => [id, id]));
  const first = (id: string): string => {
    const next = cluster.get(id) ?? id;
    return next === id ? id : first(next);
  };
  for (const { a, b } of run.pairs) cluster.set(first(a), first(b));
  const copies = all.filter(({ op }) => op === "half-size" || op === "jpeg-q40");
  const recalled = copies.filter(({ a, b }) => first(a) === first(b)).length / copies.length;
  // Derived pictures of one number are one family, and so is their original. Its mirror images are another.
  const family = new Map(all.map(({ a, b }) => [a, familyOf(b)]));
  const pixels = (id: string): string =>
    Buffer.from(known.get(id)?.arrays[".thumbnail"] ?? []).toString("latin1");
  const isRight = ({ a, b }: { readonly a: string; readonly b: string }): boolean => {
    const [one, other] = [family.get(a) ?? familyOf(a), family.get(b) ?? familyOf(b)];
    return one === other ? /-mirror$/.test(a) === /-mirror$/.test(b) : pixels(a) === pixels(b);
  };
  const pairs = [...new Map(run.pairs.map((pair) => [`${pair.a} ${pair.b}`, pair])).values()];
  const wrong = pairs.filter((pair) => !isRight(pair));
  const precision = 1 - wrong.length / pairs.length;
  t.diagnostic(
    `recall ${recalled.toFixed(3)} of ${copies.length}; precision ${precision.toFixed(3)} of ${pairs.length}`,
  );
  for (const { a, b, similarity } of wrong) t.diagnostic(`${a} ~ ${b}: ${similarity}`);
  assert.ok(recalled >= 0.95, `recall ${recalled}`);
  assert.ok(precision >= 0.95, `precision ${precision}`);
});

test("no emoji is taken for one of another skin", { skip: withoutData }, async () => {
  const known = await pictures();
  const emoji = [...known.values()].filter(({ id }) => id.includes("emoji-twitter"));
  const { removals } = await withFolder((path) =>
    runBarrier(imageDedup, emoji, {}, { splits: 1, partitions: 1 }, path),
  );
  const tone = (id: string): string | undefined => /1f3f[b-f]/.exec(id)?.[0];
  assert.deepEqual(
    removals.filter(({ id, keeperId }) => tone(id) !== tone(keeperId)).map(({ id }) => id),
    [],
  );
});

test("the same pictures go, for the same keepers, however the corpus is cut", {
  skip: withoutData,
}, async () => {
  const known = [...(await pictures()).values()].filter(({ id }) => /derived-variants|vsdocs/.test(id));
  const removalsIn = async (splits: number, partitions: number) => {
    const { removals } = await withFolder((path) =>
      runBarrier(imageDedup, known, {}, { splits, partitions }, path),
    );
    return removals.map(({ id, keeperId, similarity }) => ({ id, keeperId, similarity }));
  };
  const whole = await removalsIn(1, 1);
  assert.ok(whole.length > 50, `${whole.length}`);
  assert.deepEqual(await removalsIn(5, 4), whole);
});

test("of copies the largest stays, not a thumbnail that stands before it", {
  skip: withoutData,
}, async () => {
  const known = await pictures();
  const copy = labels(known).find(({ op }) => op === "half-size");
  const [large, small] = [known.get(copy?.a ?? ""), known.get(copy?.b ?? "")]
    .filter((picture) => picture !== undefined)
    .sort((a, b) => (b.arrays[".source-size"]?.[0] ?? 0) - (a.arrays[".source-size"]?.[0] ?? 0));
  assert.ok(large && small);
  const removedBy = (params: object) =>
    withFolder((path) => runBarrier(imageDedup, [small, large], params, { splits: 2, partitions: 1 }, path));
  assert.deepEqual([...(await removedBy({})).removed], [small.id]);
  assert.deepEqual([...(await removedBy({ keep: "first" })).removed], [large.id]);
});

test("pair mode keeps one picture under two captions and drops it under the same words", {
  skip: withoutData,
}, async () => {
  const [picture] = (await pictures()).values();
  assert.ok(picture);
  const documents = [
    { ...picture, id: "1", text: "诺伍德大厅酒店" },
    { ...picture, id: "2", text: "诺伍德，大厅酒店！" },
    { ...picture, id: "3", text: "一家酒店" },
  ];
  const removedBy = (on: "image" | "pair") =>
    withFolder((path) => runBarrier(imageDedup, documents, { on }, { splits: 2, partitions: 1 }, path));
  assert.deepEqual([...(await removedBy("pair")).removed], ["2"]);
  assert.deepEqual([...(await removedBy("image")).removed], ["2", "3"]);
});

test("a pair goes only when picture and caption are both nearly those of another pair", {
  skip: withoutData,
}, async () => {
  const known = await pictures();
  const copy = labels(known).find(({ op }) => op === "half-size");
  const [one, half] = [known.get(copy?.a ?? ""), known.get(copy?.b ?? "")];
  const other = [...known.values()].find(({ id }) => id.includes("emoji-twitter"));
  assert.ok(one && half && other);
  const documents = [
    { ...one, id: "pair", text: "一只橘色的小猫静静地坐在洒满阳光的窗台上" },
    { ...half, id: "both alike", text: "一隻橘色的小貓靜靜地坐在灑滿陽光的窗台上了。" },
    { ...half, id: "other caption", text: "一只橘色的小狗" },
    { ...other, id: "other picture", text: "一只橘色的小猫静静地坐在洒满阳光的窗台上" },
  ];
  const removedBy = (similarity: number) =>
    withFolder((path) =>
      runBarrier(
        imageDedup,
        documents,
        { on: "pair", "caption-similarity": similarity },
        { splits: 2, partitions: 2 },
        path,
      ),
    );
  assert.deepEqual([...(await removedBy(0.8)).removed], ["both alike"]);
  assert.deepEqual([...(await removedBy(1)).removed], []);
});
