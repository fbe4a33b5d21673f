/** An audit on the terminal: figures with intervals, and pairs with what differs marked. */

import { type DiffPart, diff } from "../diff.js";
import { grouped, plural } from "../plural.js";
import { printable } from "../printable.js";
import type { AuditedPair, DedupAudit } from "./audit-dedup.js";
import type { Estimate } from "./wilson.js";

/** Characters of each text that are compared for an example. */
const comparedCharacters = 2000;
const shownChanges = 4;
const shownContext = 24;

export function renderAudit(audit: DedupAudit): string {
  const { stage, threshold, documents, removed } = audit;
  return [
    `${stage} at ${threshold}: ${plural(documents, "document")} entered, ${grouped(removed)} removed`,
    ...changes(audit),
    `precision  ${estimate(audit.precision, "sampled removals", "are similar to their keeper")}`,
    `recall     ${estimate(audit.recall, "similar pairs with a sampled document", "were dealt with")}`,
    ...section("removed without being similar enough", audit.wrong),
    ...section("similar, and both stayed", audit.overlooked),
    ...section("just inside: removed", audit.inside),
    ...section("just outside: both stayed", audit.outside),
  ].join("\n");
}

function changes({ stage, changedBehind }: DedupAudit): string[] {
  if (changedBehind.length === 0) return [];
  const told = changedBehind.map((entry) => `${entry.stage} ${entry.changed}`).join(", ");
  return [
    `caution    texts or titles were changed behind ${stage} (${told}); changed texts are not what it compared: to measure it alone, audit a run without these stages`,
  ];
}

function estimate({ share, low, high, good, of }: Estimate, sampled: string, fate: string): string {
  if (of === 0) return `unknown: there are no ${sampled}`;
  const percent = (value: number): string => (value * 100).toFixed(1);
  return `${percent(share)} % (95 %: ${percent(low)} to ${percent(high)}; ${good} of ${of}) of ${sampled} ${fate}`;
}

function section(title: string, pairs: readonly AuditedPair[]): string[] {
  if (pairs.length === 0) return [];
  return ["", title, ...pairs.flatMap(renderPair)];
}

/** What only the first text has stands in [-...-], what only the second has in {+...+}. */
function renderPair({ a, b, similarity }: AuditedPair): string[] {
  const parts = diff(a.text.slice(0, comparedCharacters), b.text.slice(0, comparedCharacters));
  const changes = parts
    .flatMap((part, index) => (part.kind === "same" ? [] : [changeAt(parts, part, index)]))
    .slice(0, shownChanges);
  return [
    `  ${similarity.toFixed(4)}  ${printable(a.id)}  ${printable(b.id)}`,
    ...changes.map((change) => `    ${printable(change)}`),
  ];
}

function changeAt(parts: readonly DiffPart[], { kind, text }: DiffPart, index: number): string {
  const before = parts[index - 1]?.kind === "same" ? (parts[index - 1]?.text ?? "") : "";
  const after = parts[index + 1]?.kind === "same" ? (parts[index + 1]?.text ?? "") : "";
  const long = Array.from(text);
  const change = long.length > 80 ? `${long.slice(0, 80).join("")}…` : text;
  const marked = kind === "removed" ? `[-${change}-]` : `{+${change}+}`;
  const context = [
    Array.from(before).slice(-shownContext).join(""),
    Array.from(after).slice(0, shownContext).join(""),
  ];
  return `${context[0]}${marked}${context[1]}`.replace(/\s+/g, " ");
}
