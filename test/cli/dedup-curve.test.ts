import assert from "node:assert/strict";
import { test } from "node:test";
import { wudao } from "../support/served-wudao.js";

interface Curve {
  readonly bands: number;
  readonly rows: number;
  readonly recall: number;
  readonly points: readonly { readonly similarity: number; readonly recall: number }[];
}

async function curve(...options: string[]): Promise<Curve> {
  return JSON.parse((await wudao(["dedup", "curve", "--json", ...options])).stdout) as Curve;
}

test("a threshold picks bands that find what was asked for", async () => {
  for (const threshold of ["0.5", "0.7", "0.8", "0.9"]) {
    const { recall, bands, rows } = await curve("--threshold", threshold, "--recall", "0.99");
    assert.ok(recall >= 0.99, `${recall}`);
    assert.ok(bands * rows <= 112);
  }
});

test("the curve of given bands is the one that the published formula gives: 14 bands of 8 find 92 % at 0.8", async () => {
  const { points } = await curve("--bands", "14", "--rows", "8");
  for (const { similarity, recall } of points)
    assert.ok(Math.abs(recall - (1 - (1 - similarity ** 8) ** 14)) < 1e-12);
  assert.ok(Math.abs((points[80]?.recall ?? 0) - 0.9235) < 1e-4);
});

test("people get a plot and a table", async () => {
  const { stdout } = await wudao(["dedup", "curve", "--threshold", "0.8"]);
  assert.match(stdout, /^18 bands of 6 rows/);
  assert.match(stdout, /\^ threshold 0\.8/);
  assert.match(stdout, /^ {6}0\.80 {3}99\.58 %/m);
});

test("half a shape is refused with advice", async () => {
  const { stderr } = await wudao(["dedup", "curve", "--bands", "14"], 2);
  assert.match(stderr, /--bands and --rows go together/);
});
