/** Histograms as inline SVG, readable without scripts. */
import { html, Markup } from "./markup.js";

const width = 640;
const height = 160;
const axis = 22;
/** A chart of one or two bins stays a chart and does not become a wall. */
const widestSlot = 80;

export interface Series {
  readonly name: string;
  /** CSS class of the bars. */
  readonly className: string;
  readonly counts: readonly number[];
}

/** Bars side by side in each bin; `labels` stand under the bins where there is room. */
export function histogram(title: string, labels: readonly string[], series: readonly Series[]): Markup {
  const used = lastUsed(series) + 1;
  const first = firstUsed(series);
  const bins = Math.max(1, used - first);
  const highest = Math.max(1, ...series.flatMap(({ counts }) => counts));
  const slot = Math.min(widestSlot, width / bins);
  const bar = (slot * 0.85) / series.length;
  const bars = series.flatMap(({ name, className, counts }, index) =>
    counts.slice(first, used).map((count, bin) => {
      const barHeight = (count / highest) * (height - axis - 4);
      const x = bin * slot + index * bar + slot * 0.075;
      return html`<rect class="${className}" x="${x.toFixed(1)}" y="${(height - axis - barHeight).toFixed(1)}" width="${Math.max(1, bar - 1).toFixed(1)}" height="${barHeight.toFixed(1)}"><title>${name}, ${labels[first + bin] ?? ""}: ${count}</title></rect>`;
    }),
  );
  const every = Math.ceil(bins / 8);
  const texts = Array.from({ length: bins }, (_, bin) =>
    bin % every === 0
      ? html`<text x="${(bin * slot + slot / 2).toFixed(1)}" y="${height - 4}" text-anchor="middle">${labels[first + bin] ?? ""}</text>`
      : new Markup(""),
  );
  const legend = series.map(
    ({ name, className }) => html`<span class="key"><i class="${className}"></i>${name}</span>`,
  );
  return html`<figure><figcaption>${title} ${legend}</figcaption><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">${bars}${texts}</svg></figure>`;
}

function lastUsed(series: readonly Series[]): number {
  return Math.max(0, ...series.map(({ counts }) => counts.findLastIndex((count) => count > 0)));
}

function firstUsed(series: readonly Series[]): number {
  const found = series.map(({ counts }) => counts.findIndex((count) => count > 0)).filter((bin) => bin >= 0);
  return found.length === 0 ? 0 : Math.min(...found);
}
