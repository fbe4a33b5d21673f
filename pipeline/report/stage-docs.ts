/** A stage's documentation, derived from its declaration. Markdown. */
import { z } from "zod";
import type { AnyStage } from "../contracts/stage.js";
import { describeRange, type ParameterSchema } from "../recipe/describe-range.js";

/** All stages on one page: a table of contents, then each stage. `stages/README.md` is made of it. */
export function stagesPage(stages: readonly AnyStage[]): string {
  const contents = stages.map(
    ({ name, kind, summary }) =>
      `| [\`${name}\`](#${name}-${kind}) | ${kind} | ${summary.replaceAll("|", "\\|")} |`,
  );
  return [
    "# Stages",
    "",
    "Made by `npm run docs` from the declarations of the stages, in the order of the data flow.",
    "",
    "| stage | kind | what it does |",
    "| --- | --- | --- |",
    ...contents,
    ...stages.flatMap((stage) => ["", describeStage(stage).replace(/^#/gm, "##")]),
  ].join("\n");
}

export function describeStage(stage: AnyStage): string {
  const lines = [`# ${stage.name} (${stage.kind})`, "", stage.summary, "", `Source: ${stage.source}`];
  if (stage.kind === "map" && stage.titles) lines.push("", "Titles are treated like texts.");
  const schema = z.toJSONSchema(stage.parameters, { io: "input", unrepresentable: "any" });
  const parameters = Object.entries((schema.properties ?? {}) as Record<string, ParameterSchema>);
  if (parameters.length > 0) lines.push("", "## Parameters", "");
  for (const [name, parameter] of parameters) {
    const range = describeRange(parameter);
    lines.push(`- \`${name}\`${range === "" ? "" : ` (${range})`}: ${parameter.description ?? ""}`);
  }
  if (stage.reasons !== undefined) {
    lines.push("", "## Drop reasons", "");
    for (const [reason, meaning] of Object.entries(stage.reasons)) lines.push(`- \`${reason}\`: ${meaning}`);
  }
  if (stage.cost !== undefined) {
    const { memoryBytes = 0, memoryPerFileByte = 0, diskBytesPerMillion = 0 } = stage.cost;
    const held = memoryPerFileByte === 0 ? "" : ` and ${memoryPerFileByte} times its files`;
    lines.push(
      "",
      `Cost: ${memoryBytes} bytes of memory a worker${held}, ${diskBytesPerMillion} bytes of temporary disk per million samples.`,
    );
  }
  if (stage.examples !== undefined && stage.examples.length > 0) {
    lines.push("", "## Examples", "");
    for (const example of stage.examples) {
      const params = example.params === undefined ? "" : ` with ${JSON.stringify(example.params)}`;
      lines.push(
        `- ${JSON.stringify(example.in)} → ${example.out === null ? "dropped" : JSON.stringify(example.out)}${params}`,
      );
    }
  }
  return lines.join("\n");
}
