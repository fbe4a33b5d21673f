/** The sections of the report that show texts: what was dropped, changed, taken for a duplicate or failed. */
import { examplesPerReason } from "../run/observe.js";
import { type DiffPart, diff, diffOfExcerpts } from "./diff.js";
import { html, Markup } from "./markup.js";
import { grouped } from "./plural.js";
import { percent } from "./report-tables.js";
import type { RunFacts } from "./run-facts.js";

export function drops(facts: RunFacts): Markup | undefined {
  const reasons = facts.stages.flatMap((stage) =>
    Object.entries(stage.dropped).map(([reason, count]) => ({ stage, reason, count })),
  );
  if (reasons.length === 0) return undefined;
  return html`${reasons
    .sort((a, b) => b.count - a.count)
    .map(({ stage, reason, count }) => {
      const examples = facts.examples
        .filter((example) => example.stage === stage.name && example.reason === reason)
        .slice(0, examplesPerReason);
      const meaning = stage.reasonsText[reason];
      return html`<article><h3>${stage.name}: ${reason} <span class="soft">${grouped(count)} of ${grouped(stage.in)} (${percent(count, stage.in)})${meaning === undefined ? "" : `: ${meaning}`}</span></h3>${examples.map(
        ({ id, origin, text }) =>
          html`<details><summary><code>${id}</code> <span class="soft">${origin}: ${head(text)}</span></summary><div class="text">${text}</div></details>`,
      )}</article>`;
    })}`;
}

export function edits(facts: RunFacts): Markup | undefined {
  const stages = facts.stages.filter(({ name }) => facts.edits.some(({ stage }) => stage === name));
  if (stages.length === 0) return undefined;
  return html`${stages.map(({ name, changed, in: entered }) => {
    const examples = facts.edits.filter(({ stage }) => stage === name);
    return html`<article><h3>${name} <span class="soft">changed ${grouped(changed)} of ${grouped(entered)} (${percent(changed, entered)})</span></h3>${examples.map(
      ({ id, before, after, beforeGoesOn, afterGoesOn }, index) =>
        html`<details${index === 0 ? new Markup(" open") : ""}><summary><code>${id}</code></summary><div class="text">${marked(diffOfExcerpts(before, after, { before: beforeGoesOn, after: afterGoesOn }))}${beforeGoesOn || afterGoesOn ? " …" : ""}</div></details>`,
    )}</article>`;
  })}`;
}

function marked(parts: readonly DiffPart[]): readonly Markup[] {
  return parts.map(({ kind, text }) =>
    kind === "same"
      ? html`${text}`
      : kind === "added"
        ? html`<ins>${seen(text)}</ins>`
        : html`<del>${seen(text)}</del>`,
  );
}

/** A changed text that has no ink of its own, such as a zero-width space, as the name of its characters. */
function seen(text: string): string {
  if (/^\n+$/.test(text)) return text.replaceAll("\n", "\u21b5\n");
  if (!/^[\p{Cf}\p{Zl}\p{Zp}\u00a0\ufe00-\ufe0f]+$/u.test(text)) return text;
  return Array.from(text, (character) => {
    const point = character.codePointAt(0) ?? 0;
    return `U+${point.toString(16).toUpperCase().padStart(4, "0")}`;
  }).join(" ");
}

export function duplicates({ duplicates }: RunFacts): Markup | undefined {
  if (duplicates.length === 0) return undefined;
  return html`${duplicates.map(({ stage, id, keeperId, similarity, text, keeperText, keeperRun }) => {
    if (keeperRun !== undefined) {
      return html`<details><summary>${stage}: <code>${id}</code> removed for <code>${keeperId}</code> of the stored index of <code>${keeperRun}</code>, similarity ${similarity.toFixed(3)}</summary><p class="soft">removed; the text of what an earlier run kept is not at hand</p><div class="text">${text}</div></details>`;
    }
    const parts = diff(text, keeperText);
    const removed = marked(parts.filter(({ kind }) => kind !== "added"));
    const kept = marked(parts.filter(({ kind }) => kind !== "removed"));
    return html`<details><summary>${stage}: <code>${id}</code> removed for <code>${keeperId}</code>, similarity ${similarity.toFixed(3)}</summary><div class="two"><div><p class="soft">removed</p><div class="text">${removed}</div></div><div><p class="soft">kept</p><div class="text">${kept}</div></div></div></details>`;
  })}`;
}

export function quarantine({ quarantine }: RunFacts): Markup | undefined {
  if (quarantine.length === 0) return undefined;
  return html`${quarantine.map(
    ({ stage, code, message, origin, raw }) =>
      html`<details><summary>${stage}: ${code} <span class="soft">${origin}: ${message}</span></summary><div class="text">${raw}</div></details>`,
  )}`;
}

function head(text: string): string {
  const characters = Array.from(text.slice(0, 400).trim().replace(/\s+/g, " "));
  return characters.length > 60 ? `${characters.slice(0, 60).join("")}…` : characters.join("");
}
