import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** A recipe over a few generated Chinese documents. */
export function writeRecipe(folder: string, stages: readonly string[], head = "", documents = 3): string {
  const lines = Array.from({ length: documents }, (_, index) =>
    JSON.stringify({ id: index, content: `第${index}篇文章讲的是怎样种菜。` }),
  );
  writeFileSync(join(folder, "in.jsonl"), `${lines.join("\n")}\n`);
  const file = join(folder, "mine.yaml");
  const uses = ["read-json", ...stages, "write-jsonl"].map((stage) => `  - ${stage}\n`).join("");
  writeFileSync(file, `name: mine\ninput: { path: in.jsonl }\n${head}stages:\n${uses}`);
  return file;
}
