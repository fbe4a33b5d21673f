import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { inTemporaryFolder, root } from "../support/wudao.js";

const sources = [
  ...["package.json", "package-lock.json", "node_modules/.package-lock.json", "tsconfig.json"],
  ...["configs/quickstart.yaml", "data-samples/zh.jsonl", "stages/dedup/fold/fold.wat", "test/some.test.ts"],
  "stages/dedup/fold/store-fold-tables.ts",
];
/** What stands for the compiler writes of an unchanged source only what it does not remember, as that does. */
const compiler = `
printf . >> builds
mkdir -p dist/test dist/stages/dedup/fold
: > dist/stages/dedup/fold/fold.wasm
[ -e dist/.tsbuildinfo ] || for kind in js js.map d.ts; do
  for file in test/some.test stages/dedup/fold/store-fold-tables; do printf '1;' > dist/$file.$kind; done
done
: > dist/.tsbuildinfo
[ ! -e fails ] || exit 3
`;

test("a checkout is built once, and again after each change that a build can see", () =>
  inTemporaryFolder(async (folder) => {
    const inFolder = (file: string) => join(folder, file);
    for (const file of [...sources, "build/when-changed.mjs", "build/outputs.mjs"])
      mkdirSync(dirname(inFolder(file)), { recursive: true });
    for (const file of sources) writeFileSync(inFolder(file), "1;");
    for (const file of ["build/when-changed.mjs", "build/outputs.mjs"])
      cpSync(join(root, file), inFolder(file));
    writeFileSync(inFolder("compiler.sh"), compiler);

    /** How often the command ran, and how it ended. */
    const build = () => {
      writeFileSync(inFolder("builds"), "");
      const args = [inFolder("build/when-changed.mjs"), "sh compiler.sh"];
      const { status } = spawnSync(process.execPath, args, { cwd: folder, timeout: 20_000 });
      return [readFileSync(inFolder("builds"), "utf8").length, status];
    };
    const compiled = inFolder("dist/test/some.test.js");

    const movedTable = inFolder("dist/stages/text/fold/foldings/full.bin");
    mkdirSync(dirname(movedTable), { recursive: true });
    writeFileSync(movedTable, "of a folder that has moved");
    assert.deepEqual(build(), [1, 0]);
    assert.ok(!existsSync(movedTable), "a package would bring the table of a folder that is gone");
    assert.deepEqual(build(), [0, 0], "nothing has changed");
    for (const source of [
      "node_modules/.package-lock.json",
      "stages/dedup/fold/fold.wat",
      "build/outputs.mjs",
    ]) {
      appendFileSync(inFolder(source), " ");
      assert.deepEqual(build(), [1, 0], source);
    }
    writeFileSync(inFolder("stages/README.md"), "what the stages say of themselves");
    assert.deepEqual(build(), [0, 0], "a page");

    rmSync(compiled);
    assert.deepEqual(build(), [1, 0], "a compiled file is gone");
    assert.ok(existsSync(compiled));
    writeFileSync(compiled, "2;");
    assert.deepEqual(build(), [1, 0], "a compiled file is another of the same length");
    assert.equal(readFileSync(compiled, "utf8"), "1;");

    writeFileSync(inFolder("fails"), "");
    appendFileSync(inFolder("test/some.test.ts"), " ");
    assert.deepEqual(build(), [1, 3]);
    assert.deepEqual(build(), [1, 3], "a build that failed is no build");
    rmSync(inFolder("fails"));
    rmSync(compiled);
    assert.deepEqual(build(), [2, 0], "the compiler took what it once wrote for present");
    assert.ok(existsSync(compiled));

    rmSync(inFolder("test/some.test.ts"));
    assert.deepEqual(build(), [1, 0]);
    assert.ok(!existsSync(compiled), "the test of a deleted source would still run");
    assert.ok(existsSync(inFolder("dist/stages/dedup/fold/fold.wasm")));
    rmSync(inFolder("dist"), { recursive: true });
    mkdirSync(inFolder("dist"));
    assert.deepEqual(build(), [1, 0], "dist was removed");
  }));
