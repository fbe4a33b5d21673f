import assert from "node:assert/strict";
import { test } from "node:test";
import { wudao } from "../support/served-wudao.js";

test("tokenizer encode tells the ids of a text and where each token stands, to people and to programs", async () => {
  const text = "大规模语料 hello";
  const told = JSON.parse((await wudao(["tokenizer", "encode", "default", text, "--json"])).stdout) as {
    ids: number[];
    starts: number[];
    ends: number[];
  };
  assert.ok(told.ids.length > 1);
  assert.equal(told.starts.map((start, at) => text.slice(start, told.ends[at])).join(""), text);
  const { stdout } = await wudao(["tokenizer", "encode", "default", text]);
  const lines = stdout.trimEnd().split("\n");
  assert.equal(lines.length, told.ids.length);
  assert.equal(lines[0], `${told.ids[0]}\t0-${told.ends[0]}\t"${text.slice(0, told.ends[0])}"`);
});

test("a tokenizer that is not there is looked for where the user is: no recipe is spoken of as the only place", async () => {
  const { stderr } = await wudao(["tokenizer", "encode", "nosuch", "大"], 3);
  assert.match(stderr, /nosuch: .*ENOENT.*on the command line to the working folder/);
});
