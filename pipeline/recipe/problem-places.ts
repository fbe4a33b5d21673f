/** Problems with a recipe -> one error that names the line and column of each. */
import { type Document, isMap, isNode, isPair, isScalar, type LineCounter } from "yaml";
import { UserError } from "../contracts/errors.js";
import type { Problem } from "./stage-params.js";

/** Throws one error that lists all problems, in the order in which they stand in the file. */
export function complain(
  problems: readonly Problem[],
  document: Document,
  lines: LineCounter,
  file: string,
): UserError {
  const located = problems
    .map((problem) => ({ ...problem, ...positionOf(problem.path, document, lines) }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  const [first] = located;
  if (first === undefined) return new UserError("bad-recipe", "the recipe is not valid", "", { file });
  const others = located
    .slice(1)
    .map(
      ({ line, column, message, advice }) =>
        `\n${new UserError("", message, advice, { file, line, column }).message}`,
    )
    .join("");
  const { message, advice, line, column } = first;
  const place = { file, line, column };
  return advice === ""
    ? new UserError("bad-recipe", message + others, "", place)
    : new UserError("bad-recipe", message, advice + others, place);
}

/** Line and column of the key (or element) that a path leads to; of the nearest known ancestor otherwise. */
function positionOf(
  path: readonly (string | number)[],
  document: Document,
  lines: LineCounter,
): { line: number; column: number } {
  for (let depth = path.length; depth > 0; depth--) {
    const parent: unknown = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
    const key = path[depth - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
      if (pair !== undefined && isScalar(pair.key) && pair.key.range)
        return toPlace(pair.key.range[0], lines);
    }
    const node: unknown = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return toPlace(node.range[0], lines);
  }
  return { line: 1, column: 1 };
}

function toPlace(offset: number, lines: LineCounter): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
