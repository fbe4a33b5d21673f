import assert from "node:assert/strict";
import { test } from "node:test";
import { makeSample, type Sample } from "../../../pipeline/contracts/sample.js";
import { promptTemplate } from "../../../stages/prompt/prompt-template.js";

async function run(params: object, fields: Partial<Sample>): Promise<readonly Sample[]> {
  const map = await promptTemplate.open(promptTemplate.parameters.parse(params), { baseDir: ".", seed: 0 });
  const result = map(makeSample({ id: "1", source: "s", origin: "o", text: "", ...fields }), () => undefined);
  return Array.isArray(result) ? (result as readonly Sample[]) : [result as Sample];
}

test("the zhihu reader's form: question, description cut at 100 characters, user, answer", async () => {
  const long = "描".repeat(101);
  const params = {
    prompt: "问题：{q_title}问题描述：{q-content:100}回答用户：{user-signature?} 回答：",
    text: "{ans-content}",
  };
  const [sample] = await run(params, {
    meta: { q_title: "为何？", "q-content": long, "ans-content": "因为。" },
  });
  assert.equal(sample?.text, "因为。");
  assert.equal(sample?.meta.prompt, `问题：为何？问题描述：${"描".repeat(100)}......回答用户： 回答：`);
});

test("the news reader keeps its title in the prompt: the released list comprehension lost it", async () => {
  const [sample] = await run({ prompt: "标题：{title} 内容：" }, { title: "头条", text: "正文" });
  assert.equal(sample?.meta.prompt, "标题：头条 内容：");
});

test("the poem reader puts the author into the prompt: the released one reads it and forgets it", async () => {
  const params = { prompt: "{title} 作者:{author} 体裁:诗歌 题名:{title} 正文:" };
  const [sample] = await run(params, { title: "静夜思", text: "床前明月光", meta: { author: "李白" } });
  assert.equal(sample?.meta.prompt, "静夜思 作者:李白 体裁:诗歌 题名:静夜思 正文:");
});

test("each answer is a sample of its own; a short one counts when many found it good", async () => {
  const params = {
    each: "answers",
    text: "{item.content}",
    "min-characters": 5,
    "unless-above": { "item.votes": 1000 },
  };
  const answers = [
    { content: "足够长的回答", votes: 1 },
    { content: "短", votes: 1000 },
    { content: "妙", votes: 1001 },
  ];
  const samples = await run(params, { meta: { answers } });
  assert.deepEqual(
    samples.map(({ id, text }) => [id, text]),
    [
      ["1#0", "足够长的回答"],
      ["1#2", "妙"],
    ],
  );
});

test("a missing field makes no sample instead of a hole, and braces that are no field are refused", async () => {
  assert.deepEqual(await run({ text: "{answer}" }, {}), []);
  assert.equal(promptTemplate.parameters.safeParse({ text: "{a" }).success, false);
});
