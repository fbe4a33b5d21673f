/** The audit of a tokenizer on the terminal. */

import { alignedColumns } from "../aligned-columns.js";
import { grouped, plural } from "../plural.js";
import { printable } from "../printable.js";
import type { Fertility, TokenizerAudit } from "./audit-tokenizer.js";

export function renderTokenizerAudit({
  vocabulary,
  total,
  sources,
  languages,
  byteShare,
  unknownShare,
  roundTrips,
}: TokenizerAudit): string {
  const { size, special, unused, unusedShare, dtype } = vocabulary;
  const { exact, reshaped, lost, examples } = roundTrips;
  return [
    `vocabulary   ${plural(size, "token")}, ${special} of them special; held by ${dtype}`,
    `unused       ${grouped(unused)} (${percent(unusedShare)})`,
    `bytes        ${percent(byteShare)} of the tokens are bytes or parts of characters`,
    `unknown      ${unknownShare === null ? "none: every text has tokens" : `${percent(unknownShare)} of the tokens`}`,
    `round trips  ${grouped(exact)} exact, ${grouped(reshaped)} in another form, ${grouped(lost)} lost`,
    "",
    ...table({ all: total }, ""),
    "",
    ...table(sources, "source"),
    "",
    ...table(languages, "language"),
    ...examples.flatMap(({ kind, id, source, before, after }) => [
      "",
      `${kind}  ${printable(source)}  ${printable(id)}`,
      `  text  ${printable(before)}`,
      `  back  ${printable(after)}`,
    ]),
  ].join("\n");
}

function table(parts: Readonly<Record<string, Fertility>>, title: string): string[] {
  const rows = Object.entries(parts).map(([name, part]) => [
    printable(name),
    grouped(part.texts),
    grouped(part.characters),
    grouped(part.tokens),
    part.charactersPerToken.toFixed(3),
  ]);
  return alignedColumns([[title, "texts", "characters", "tokens", "characters/token"], ...rows]);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
