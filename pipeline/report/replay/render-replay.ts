/** Replayed records for people. */

import { stageLines } from "../locate/render-location.js";
import type { Path } from "../locate/trace-stages.js";
import { printable, printableHead } from "../printable.js";
import type { Replayed } from "./replay.js";

/** The ends that a record came to, in words that can be counted over many records. */
export function outcomes({ source, paths }: Replayed): readonly string[] {
  if (source !== undefined) return [`${source.how} by the source: ${source.reason}`];
  return paths.map(({ end }) =>
    end === undefined ? "passed every stage" : `${end.how} by ${end.stage}: ${end.reason}`,
  );
}

export function renderReplayed(replayed: Replayed): string[] {
  const { recorded, source, paths } = replayed;
  const { kind, origin, stage, reason, notes } = recorded;
  const noted = Object.entries(notes).map(([name, value]) => `, ${name} ${value}`);
  const lines = [`record    ${origin}`, `in        ${kind}: ${stage}, ${reason}${noted.join("")}`];
  if (source !== undefined)
    lines.push(`now       ${outcomes(replayed)[0]}: ${printableHead(source.message, 240)}`);
  for (const path of paths) lines.push(...pathLines(path));
  return lines.map(printable);
}

function pathLines({ sample, stages, end }: Path): string[] {
  const now =
    end === undefined
      ? "it passes every stage that looks at one document alone"
      : `${end.how} by ${end.stage}: ${end.reason}${end.message === undefined ? "" : ` (${end.message})`}`;
  return [
    `document  ${sample.id}: ${printableHead(sample.text, 160)}`,
    "stages",
    ...stages.flatMap(stageLines),
    `now       ${now}`,
  ];
}
