/** The README and the pages of the guide as a reader's tools see them: tables, links, and code blocks by language. */
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { root } from "../support/wudao.js";

/** Pages that are written in both languages, without `.md` and `.zh.md`. */
export const pages = ["README", "guide/python", "guide/speed", "guide/questions"] as const;

export function readPage(page: (typeof pages)[number], language: "en" | "zh"): string {
  return readFileSync(join(root, `${page}${language === "en" ? ".md" : ".zh.md"}`), "utf8");
}

/** What a page links to: addresses, and files of the project by their path from the root. */
export function linksOf(page: string, markdown: string): string[] {
  return Array.from(markdown.matchAll(/\]\(([^)]+)\)/g), ([, target = ""]) =>
    target.startsWith("https://") ? target : posix.join(posix.dirname(page), target),
  );
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
