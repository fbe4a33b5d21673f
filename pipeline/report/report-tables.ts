/** Tables of the report. */
import { html, Markup } from "./markup.js";

export function table(caption: string, heads: readonly string[], rows: readonly Markup[]): Markup {
  return html`<div class="wide"><table><caption><span>${caption}</span></caption><thead><tr>${heads.map((name, index) => html`<th scope="col"${index > 0 && name !== "" ? new Markup(' class="r"') : ""}>${name}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** A row: words and numbers stand at the right of their cells, markup as it comes. */
export function row(name: string | Markup, ...cells: readonly (string | Markup)[]): Markup {
  const head = typeof name === "string" ? html`<th scope="row">${name}</th>` : name;
  return html`<tr>${head}${cells.map((cell) =>
    typeof cell === "string" ? html`<td class="r">${cell}</td>` : html`<td>${cell}</td>`,
  )}</tr>`;
}

/** A bar of parts, each by its class and its share of the whole width. */
export function bar(
  most: number,
  ...parts: readonly (readonly [className: string, count: number])[]
): Markup {
  return html`<div class="bar">${parts
    .filter(([, count]) => count !== 0)
    .map(
      ([className, count]) =>
        html`<i class="${className}" style="width:${((100 * count) / most).toFixed(2)}%"></i>`,
    )}</div>`;
}

/** To a tenth; what is neither nothing nor all is not told as if it were. */
export function percent(part: number, all: number): string {
  if (all === 0) return "";
  const share = (100 * part) / all;
  if (part > 0 && share < 0.05) return "< 0.1 %";
  if (part < all && share >= 99.95) return "> 99.9 %";
  return `${share.toFixed(1)} %`;
}
