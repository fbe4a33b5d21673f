/** HTML as tagged templates: what is put in is text and gets escaped, unless it is markup itself. */

/** Markup that is safe to put into a page as it is. */
export class Markup {
  constructor(readonly source: string) {}
}

type Part = Markup | string | number | undefined | readonly (Markup | string)[];

export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let source = strings[0] ?? "";
  parts.forEach((part, index) => {
    source += sourceOf(part) + (strings[index + 1] ?? "");
  });
  return new Markup(source);
}

function sourceOf(part: Part): string {
  if (part === undefined) return "";
  if (part instanceof Markup) return part.source;
  if (typeof part === "object") return part.map(sourceOf).join("");
  return escapeHtml(String(part));
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Safe in text and in quoted attributes. Control characters become visible signs, for they would vanish in a page. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => entities[character] ?? character)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, (character) =>
      String.fromCharCode(0x2400 + character.charCodeAt(0)),
    );
}
