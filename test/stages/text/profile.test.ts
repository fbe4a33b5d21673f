import assert from "node:assert/strict";
import { test } from "node:test";
import { profileOf } from "../../../stages/text/profile.js";

test("a rare character or an emoji is one character, or five emoji passed for a text of ten characters", () => {
  assert.equal(profileOf("𠮷 😀\u{F0123}\uD842。").visible, 5);
});

test("a title beside its text does not cost a scan of both at every stage", () => {
  const text = profileOf("獨上西樓。");
  const title = profileOf("登西樓");
  assert.equal(profileOf("獨上西樓。"), text);
  assert.equal(profileOf("登西樓"), title);
  assert.equal(text.han, 4);
  assert.equal(title.han, 3);
  assert.equal(profileOf("無言").han, 2);
  assert.equal(profileOf("登西樓").han, 3);
});
