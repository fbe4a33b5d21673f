import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { wudao } from "../support/served-wudao.js";
import { inTemporaryFolder } from "../support/wudao.js";

/** What `wudao recipe check` says of a recipe that cannot be used; the recipe's path is cut to its name. */
async function complaint(recipe: string): Promise<readonly string[]> {
  return inTemporaryFolder(async (folder) => {
    const file = join(folder, "mine.yaml");
    writeFileSync(file, recipe);
    const { stderr, stdout } = await wudao(["recipe", "check", file], 3);
    assert.equal(stdout, "");
    return stderr.trimEnd().replaceAll(`${folder}/`, "").split("\n");
  });
}

const sound = `name: mine
input: { path: some.jsonl }
stages:
  - read-json
  - min-han: { min: 10 }
  - write-jsonl
`;

describe("a mistake in a recipe is found where it stands, with the word that was meant", () => {
  test("a mistyped path", async () => {
    const { stderr } = await wudao(["recipe", "check", "configs/wudaocorpra.yaml"], 3);
    assert.match(stderr, /there is no such recipe\. Did you mean "configs\/wudaocorpora\.yaml"\?/);
  });

  test("an address with a login in the recipe's place, which is not repeated", async () => {
    const { stderr } = await wudao(["run", "https://user:S3CR3T@host/mine.yaml", "--output", "unused"], 3);
    assert.match(stderr, /https:\/\/\.\.\.@host\/mine\.yaml: there is no such recipe\. Give the path/);
  });

  test("a folder in the recipe's place, beside one that is named alike", async () => {
    const { stderr } = await wudao(["recipe", "check", "configs"], 3);
    assert.match(stderr, /configs: the recipe cannot be read \(EISDIR\)\. Give the path of a YAML file/);
  });

  test("a mistyped key at the top", async () => {
    assert.deepEqual(await complaint(`${sound}sede: 7\n`), [
      'error [bad-recipe]: mine.yaml:7:1: unknown key "sede". Did you mean "seed"?',
    ]);
  });

  test("a mistyped key inside a group", async () => {
    assert.deepEqual(await complaint(`${sound}guards:\n  langage-removal: 0.5\n`), [
      'error [bad-recipe]: mine.yaml:8:3: unknown key "langage-removal". Did you mean "language-removal"?',
    ]);
  });

  test("a mistyped stage", async () => {
    assert.deepEqual(await complaint(sound.replace("min-han:", "min-hann:")), [
      'error [bad-recipe]: mine.yaml:5:5: there is no stage "min-hann". Did you mean "min-han"?',
    ]);
  });

  test("an address with a password in a file's place, without the password", async () => {
    const tokenizer = "https://user:S3CR3T@host/tokenizer.json";
    assert.deepEqual(
      await complaint(sound.replace("min-han: { min: 10 }", `tokenize: { tokenizer: "${tokenizer}" }`)),
      [
        'error [bad-recipe]: mine.yaml:5:17: "tokenizer": there is no file https://...@host/tokenizer.json. Check the path; it is relative to the recipe',
      ],
    );
    const set = ["--set", `tokenize.tokenizer=${tokenizer}`];
    const { stderr } = await wudao(["plan", "configs/quickstart.yaml", ...set], 2);
    assert.match(stderr, /--set tokenize\.tokenizer=https:\/\/\.\.\.@host/);
    assert.doesNotMatch(stderr, /S3CR3T/);
  });

  test("a stage in other letters", async () => {
    assert.deepEqual(await complaint(sound.replace("min-han:", "MIN-HAN:")), [
      'error [bad-recipe]: mine.yaml:5:5: there is no stage "MIN-HAN". Did you mean "min-han"?',
    ]);
  });

  test("a mistyped parameter", async () => {
    assert.deepEqual(await complaint(sound.replace("min: 10", "mni: 10")), [
      'error [bad-recipe]: mine.yaml:5:16: unknown key "mni". Did you mean "min"?',
    ]);
  });

  test("a stage in TypeScript, which this Node.js may not know", async () => {
    await inTemporaryFolder(async (folder) => {
      writeFileSync(join(folder, "mine.mts"), "export default (text: string): string => text;");
      const file = join(folder, "mine.yaml");
      writeFileSync(file, sound.replace("min-han: { min: 10 }", "module: ./mine.mts"));
      const canLoad = Boolean((process.features as { typescript?: unknown }).typescript);
      const { stderr } = await wudao(["recipe", "check", file], canLoad ? 0 : 3);
      if (!canLoad) assert.match(stderr, /TypeScript is compiled first, or needs Node\.js 22\.18 or later/);
    });
  });

  test("inputs and recipes have names in the user's own script", async () => {
    await inTemporaryFolder(async (folder) => {
      const file = join(folder, "我的.yaml");
      const input =
        "input: [{ path: a/法律 数据.jsonl }, { path: 法律 数据.jsonl }, { name: 新闻, path: 新闻.jsonl }, { name: 法律-数据, path: b }]";
      writeFileSync(file, sound.replace("mine", "我的").replace(/input: .*/, input));
      const { stdout } = await wudao(["recipe", "explain", file, "--json"]);
      const { name, inputs } = JSON.parse(stdout) as { name: string; inputs: { name: string }[] };
      assert.deepEqual(
        [name, ...inputs.map((each) => each.name)],
        ["我的", "法律-数据-2", "法律-数据-3", "新闻", "法律-数据"],
      );
    });
  });

  test("one name for two inputs, of which a mixture would know one", async () => {
    const input = "input: [{ name: a, path: x.jsonl }, { name: a, path: y.jsonl }]";
    assert.deepEqual(await complaint(sound.replace(/input: .*/, input)), [
      'error [bad-recipe]: mine.yaml:2:39: "name": another input is named "a", too; list the paths of both under one',
    ]);
  });

  test("limits with nothing between them, which would drop all", async () => {
    assert.deepEqual(
      await complaint(sound.replace("min-han: { min: 10 }", "text-length: { min: 10, max: 5 }")),
      [
        'error [bad-recipe]: mine.yaml:5:29: "max": 5 is less than "min" (10), so that no sample would be kept',
      ],
    );
  });

  test("a value of the wrong type", async () => {
    assert.deepEqual(await complaint(sound.replace("min: 10", "min: ten")), [
      'error [bad-recipe]: mine.yaml:5:16: "min": expected number, received string',
    ]);
  });

  test("stages as a map, which has no order", async () => {
    const [first] = await complaint(
      sound.replaceAll("  - ", "  ").replace(/(read-json|write-jsonl)/g, "$1:"),
    );
    assert.equal(
      first,
      'error [bad-recipe]: mine.yaml:3:1: "stages": expected a list with a stage a line, such as `- read-json` or `- min-han: {min: 10}`',
    );
  });

  test("a file that a stage needs, before a run looks for it", async () => {
    const file = (stage: string) => sound.replace("min-han: { min: 10 }", stage);
    assert.deepEqual(await complaint(file("perplexity: { model: mine.bin, max: 800 }")), [
      'error [bad-recipe]: mine.yaml:5:19: "model": there is no file mine.bin. Check the path; it is relative to the recipe',
    ]);
    assert.deepEqual(await complaint(file("sensitive-words: { files: [., gone.txt] }")), [
      'error [bad-recipe]: mine.yaml:5:24: "files": . is no file. Check the path; it is relative to the recipe',
      'mine.yaml:5:24: "files": there is no file gone.txt. Check the path; it is relative to the recipe',
    ]);
  });

  test("stages behind one that is none", async () => {
    const broken = sound.replace("  - min-han", "  - width: yes\n  - min-hann");
    assert.deepEqual(await complaint(broken), [
      "error [bad-recipe]: mine.yaml:5:5: a stage is a name, or one name with its parameters. Write `- min-han` or `- min-han: {min: 10}`",
      'mine.yaml:6:5: there is no stage "min-hann". Did you mean "min-han"?',
    ]);
  });

  test("the second use of a stage, not the first", async () => {
    const twice = sound.replace("  - write", "  - min-han: { min: -1 }\n  - write");
    assert.match((await complaint(twice))[0] ?? "", /mine\.yaml:6:16: "min"/);
  });

  test("a missing key", async () => {
    assert.deepEqual(await complaint(sound.replace(/name.*\n/, "")), [
      'error [bad-recipe]: mine.yaml:1:1: the key "name" is missing',
    ]);
  });

  test("stages in an order that cannot run", async () => {
    const [first] = await complaint(sound.replace(/ {2}- read-json\n/, "").concat("  - read-json\n"));
    assert.match(first ?? "", /mine\.yaml:4:5: "min-han" does not read anything\. The first stage/);
  });

  test("a module of the user's that is not there", async () => {
    const [first] = await complaint(sound.replace("min-han: { min: 10 }", "module: ./mine.js"));
    assert.match(first ?? "", /mine\.yaml:5:5: the module \.\/mine\.js does not exist/);
  });

  test("broken YAML", async () => {
    const [first] = await complaint(sound.replace("{ min: 10 }", "{ min: 10"));
    assert.match(first ?? "", /^error \[bad-yaml\]: mine\.yaml:6:3: this is no YAML: /);
  });

  test("aliases that multiply", async () => {
    const levels = [..."abcdefghi"].map((name, index, all) => {
      const before = index === 0 ? "x" : `*${all[index - 1]}`;
      return `${name}: &${name} [${Array(10).fill(before).join(", ")}]`;
    });
    const [first] = await complaint([...levels, "name: x", "stages: *i"].join("\n"));
    assert.match(first ?? "", /^error \[bad-yaml\]: mine\.yaml: its aliases cannot be followed/);
  });

  test("an empty file", async () => {
    assert.match((await complaint(""))[0] ?? "", /mine\.yaml: the recipe is empty\. It needs at least name/);
  });

  test("all mistakes at once, in the order of the file", async () => {
    const lines = await complaint(
      "name: mine\ninptu: { path: some.jsonl }\nstages: [read-jsno, min-han: { mni: 1 }, write-jsonl]\n",
    );
    assert.deepEqual(
      lines.map((line) => line.replace("error [bad-recipe]: ", "")),
      [
        'mine.yaml:2:1: unknown key "inptu". Did you mean "input"?',
        'mine.yaml:3:10: there is no stage "read-jsno". Did you mean "read-json"?',
        'mine.yaml:3:32: unknown key "mni". Did you mean "min"?',
      ],
    );
  });
});

describe("a mistake in an input is told with its key and what was expected", () => {
  for (const [input, expected] of [
    ["3", '2:1: "input": expected object or array or string, received number'],
    ["{ pth: in.jsonl }", '2:10: unknown key "pth". Did you mean "path"?'],
    ["[{ path: in.jsonl, name: 3 }]", '2:27: "name": expected string, received number'],
  ] as const) {
    test(input, async () => {
      const told = await complaint(sound.replace("{ path: some.jsonl }", input));
      assert.ok(
        told.some((line) => line.replace("error [bad-recipe]: ", "") === `mine.yaml:${expected}`),
        told.join("\n"),
      );
    });
  }
});

test("a guard that lets a misspelled stage pass is told where it stands, not when the guard stops the run", async () => {
  const lines = await complaint(
    sound.replace("stages:", "guards: { allow: [minhash-dedup, read-jsno] }\nstages:"),
  );
  assert.deepEqual(lines, [
    'error [bad-recipe]: mine.yaml:3:34: guards.allow: there is no stage "read-jsno". Did you mean "read-json"?',
  ]);
});

test("the second use of a stage is let pass by the name that the guard tells: it was said to be no stage", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "mine.yaml");
    const check = async (allowed: string, code: number): Promise<string> => {
      const stages = "stages:\n  - read-json\n  - min-han\n";
      writeFileSync(
        file,
        sound.replace("stages:\n  - read-json\n", `guards: { allow: [${allowed}] }\n${stages}`),
      );
      return (await wudao(["recipe", "check", file], code)).stderr;
    };
    assert.equal(await check("min-han-2", 0), "");
    assert.match(await check("min-han-3", 3), /there is no stage "min-han-3"/);
  }));

describe("a mistake in --set is told of the command line, not of a line in the recipe", () => {
  for (const [setting, expected] of [
    ["text-length.mni=3", 'unknown key "mni". Did you mean "min"?'],
    ["text-lenth.min=3", 'the recipe has no stage "text-lenth". Did you mean "text-length"?'],
    ["text-length.min=three", '"min": expected number, received string'],
    [
      "sensitive-words.words=[***]",
      "the value is no YAML. Put text with signs between quotes, and all of it between those of the shell: " +
        "--set 'sensitive-words.words=[\"*\"]'",
    ],
    ["gaurds.allow=[x]", 'the recipe has no stage "gaurds". Did you mean "guards"?'],
    ["guards.alow=[x]", 'unknown key "alow". Did you mean "allow"?'],
    [
      "guards.allow=[minhsh-dedup]",
      'guards.allow: there is no stage "minhsh-dedup". Did you mean "minhash-dedup"?',
    ],
    ["guards.min-samples=few", '"min-samples": expected number, received string'],
    ["decide=latr", '"decide": invalid option: expected one of "now"|"later"|"stored"'],
    ["input=x", '"input" has an option of its own. Use --input'],
  ] as const) {
    test(setting, async () => {
      const { stderr } = await wudao(["plan", "configs/quickstart.yaml", "--set", setting], 2);
      assert.equal(stderr, `error [bad-set]: --set ${setting}: ${expected}\n`);
    });
  }
});

test("a mistake in --set for a stage of one's own is told of the command line too, not of a line in the recipe, where nothing is wrong", () =>
  inTemporaryFolder(async (folder) => {
    const recipe = join(folder, "mine.yaml");
    writeFileSync(recipe, sound.replace("min-han: { min: 10 }", "{ module: ./mine.mjs, export: lengthy }"));
    writeFileSync(join(folder, "in.jsonl"), "{}\n");
    writeFileSync(
      join(folder, "mine.mjs"),
      `import { z } from ${JSON.stringify(import.meta.resolve("zod"))};
export const lengthy = {
  kind: "map", name: "lengthy", version: 1, summary: "-", source: "-",
  parameters: z.strictObject({ min: z.number().default(3) }), open: () => (sample) => sample,
};
`,
    );
    const { stderr } = await wudao(["recipe", "check", recipe], 0);
    assert.equal(stderr, "");
    const wrong = await wudao(["plan", recipe, "--set", "lengthy.min=x"], 2);
    assert.equal(
      wrong.stderr,
      'error [bad-set]: --set lengthy.min=x: "min": expected number, received string\n',
    );
  }));

test("an editor's schema knows every stage with its parameters", async () => {
  const schema = JSON.parse((await wudao(["recipe", "schema"])).stdout) as {
    properties: { stages: { items: { anyOf: readonly { properties?: Record<string, unknown> }[] } } };
  };
  const listed = (await wudao(["stages"])).stdout.trimEnd().split("\n");
  const known = schema.properties.stages.items.anyOf.flatMap(({ properties = {} }) =>
    Object.keys(properties),
  );
  for (const line of listed) assert.ok(known.includes(line.split(" ")[0] ?? ""), line);
  assert.match(JSON.stringify(schema), /"sequence-length":\{[^}]*"minimum":/);
});

test("an editor explains stages, as texts and as keys, and parameters where it looks: in their own schema, not around it", async () => {
  interface Explained {
    readonly const?: string;
    readonly type?: string | readonly string[];
    readonly markdownDescription?: string;
    readonly properties?: Readonly<Record<string, Explained>>;
  }
  const { stages, guards } = (
    JSON.parse((await wudao(["recipe", "schema"])).stdout) as {
      properties: { stages: { items: { anyOf: readonly Explained[] } }; guards: Explained };
    }
  ).properties;
  const forms = stages.items.anyOf;
  const key = forms.find(({ properties = {} }) => "text-length" in properties)?.properties?.["text-length"];
  for (const form of [forms.find((each) => each.const === "text-length"), key])
    assert.match(
      form?.markdownDescription ?? "",
      /^Drops texts .*\n\nKind: filter\n\nSource: [\s\S]*- `too-short`: /,
    );
  assert.deepEqual(key?.type, ["object", "null"]);
  assert.match(key?.properties?.min?.markdownDescription ?? "", /^Fewest .*\n\ninteger, from 0, default 10$/);
  assert.match(guards.properties?.["min-samples"]?.markdownDescription ?? "", /default 200$/);
  const density = forms.find(({ properties = {} }) => "span-corruption" in properties)?.properties?.[
    "span-corruption"
  ]?.properties?.["noise-density"];
  assert.match(density?.markdownDescription ?? "", /number, above 0, below 1, default 0\.15$/);
  for (const { const: name, markdownDescription } of forms)
    assert.ok(name === undefined || markdownDescription);
});

test("a recipe that leaves its input to --input is checked and explained as it is, and a run without one says what to give", () =>
  inTemporaryFolder(async (folder) => {
    const recipe = join(folder, "mine.yaml");
    writeFileSync(recipe, sound.replace(/input.*\n/, ""));
    assert.match((await wudao(["recipe", "check", recipe])).stdout, /good \(3 stages\)/);
    assert.match((await wudao(["recipe", "explain", recipe])).stdout, / 1\. read-json: /);
    assert.match((await wudao(["recipe", "list", folder])).stdout, /input +--input \(read-json\)/);
    const listing = join(folder, "listing.tsv");
    writeFileSync(listing, "/far/1.jsonl\t1000\n");
    const simulate = ["--simulate", "2", "--calibrate", "data-samples/zh.jsonl", "--listing", listing];
    for (const args of [
      ["run", recipe, "--output", join(folder, "out")],
      ["plan", recipe, ...simulate],
    ])
      assert.match(
        (await wudao(args, 4)).stderr,
        /no-input.*names no input\. Name one in it, or give --input/,
      );
  }));

test("recipes of a folder that is not there are no bug of the program", async () => {
  assert.match(
    (await wudao(["recipe", "list", "nowhere"], 4)).stderr,
    /no-folder.*nowhere: there is no such folder/,
  );
});

test("explain shows the parameters that a run will use, defaults included", async () => {
  const { stdout } = await wudao(["recipe", "explain", "configs/quickstart.yaml"]);
  assert.match(stdout, /^quickstart: .+\n\n 1\. read-json: /);
  assert.match(stdout, /text-length: .*\n {6}min: 20\n {6}max: \d+/);
  const { stages } = JSON.parse(
    (await wudao(["recipe", "explain", "configs/quickstart.yaml", "--json"])).stdout,
  ) as { stages: readonly { stage: string; params: Record<string, unknown> }[] };
  assert.equal(stages.find(({ stage }) => stage === "text-length")?.params.min, 20);
});
