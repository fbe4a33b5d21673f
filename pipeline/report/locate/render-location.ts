/** A located token for people. */

import { grouped } from "../plural.js";
import { printable, printableHead } from "../printable.js";
import type { Location } from "./locate-token.js";
import type { Trace } from "./retrace.js";
import type { TracedStage } from "./trace-stages.js";

export function renderLocation(
  { shard, row, position, token, document, documents, unknown }: Location,
  text: string | undefined,
  trace: Trace | undefined,
): string[] {
  const at = position === undefined ? `row ${row}` : `row ${row}, position ${position}`;
  const lines = [`place     ${shard}, ${at}`];
  if (token !== undefined)
    lines.push(`token     ${token}${text === undefined ? "" : ` ${JSON.stringify(text)}`}`);
  if (document === undefined) {
    lines.push(`document  unknown: ${unknown ?? ""}`);
    for (const { id, origin } of documents) lines.push(`  one of  ${id} (${origin})`);
    return lines.map(printable);
  }
  lines.push(
    `document  ${document.id}${position === undefined || document.start === undefined ? "" : `, token ${grouped(document.offset)} of it`}`,
    `record    ${document.origin}`,
  );
  if (trace === undefined) return lines.map(printable);
  lines.push(
    `source    ${trace.source}: ${grouped(trace.textRead.length)} characters read, ${grouped(trace.textWritten.length)} written`,
    "",
    "stages",
    ...trace.stages.flatMap(stageLines),
  );
  return lines.map(printable);
}

export function stageLines({ stage, change, characters, title, scores, note }: TracedStage): string[] {
  const words = [
    ...(characters === undefined
      ? []
      : [`changed at character ${change?.at}: ${grouped(characters[0])} to ${grouped(characters[1])}`]),
    ...(title === undefined
      ? []
      : [`title changed: "${printableHead(title[0], 80)}" to "${printableHead(title[1], 80)}"`]),
    ...Object.entries(scores ?? {}).map(([name, score]) => `${name} ${Math.round(score * 1e6) / 1e6}`),
    ...(note === undefined ? [] : [note]),
  ];
  const head = `  ${stage.padEnd(20)} ${words.join(", ") || "nothing changed"}`;
  if (change === undefined) return [head];
  return [head, `    - ${printableHead(change.before, 160)}`, `    + ${printableHead(change.after, 160)}`];
}
