/** README files as a reader's tools see them: tables, and code blocks by language. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/wudao.js";

export function readme(name: "README.md" | "README.zh.md"): string {
  return readFileSync(join(root, name), "utf8");
}

export interface CodeBlock {
  readonly language: string;
  readonly code: string;
}

export function codeBlocks(markdown: string): CodeBlock[] {
  return Array.from(markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms), ([, language = "", code = ""]) => ({
    language,
    code,
  }));
}

/** Rows of the first table whose first heading is `heading`, cells trimmed. */
export function tableUnder(markdown: string, heading: string): string[][] {
  const lines = markdown.split("\n");
  const first = lines.findIndex((line) => line.split("|")[1]?.trim() === heading) + 2;
  const rest = lines.slice(first);
  const end = rest.findIndex((line) => !line.startsWith("|"));
  return rest.slice(0, end).map((line) =>
    line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );
}
