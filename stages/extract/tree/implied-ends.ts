/** Which open elements a tag closes without saying so: HTML lets writers leave out end tags. */
import { breaks, elementFlags, elementNumber, elementSet, phrasing } from "./elements.js";

const a = elementNumber("a");

/** Elements that bound what is inside them: an end tag in there closes nothing outside. */
const walls = elementSet("html body td th table caption");
const tableParts = elementSet("table tr td th");

/** What a start tag closes if it is open, and the elements at which the search for it ends. */
interface ImpliedEnds {
  readonly closed: Uint8Array;
  readonly bounds: Uint8Array;
  /** Whether it closes all of them, or only the innermost. */
  readonly all: boolean;
}

const impliedEnds: (ImpliedEnds | undefined)[] = [];

function implies(names: string, closed: string, bounds: string, all = false): void {
  for (const name of names.split(" ")) {
    impliedEnds[elementNumber(name)] = { closed: elementSet(closed), bounds: elementSet(bounds), all };
  }
}
implies("li", "li", "ul ol menu dir table td div");
implies("dt dd", "dt dd", "dl table td div");
implies("tr", "tr td th", "table", true);
implies("td th", "td th", "table tr");
implies("option", "option", "td div");
implies("a", "a", "table td div li p");

/** What a start tag of this element closes. */
export function impliedEndsOf(kind: number): ImpliedEnds | undefined {
  return impliedEnds[kind];
}

/**
 * Whether an end tag of `kind` stops at an open `other`: that of an element inside a line closes no blocks, and only the end tags of tables
 * reach out of a cell.
 */
export function stopsAt(other: number, kind: number): boolean {
  if ((elementFlags[kind]! & phrasing) !== 0) return (elementFlags[other]! & breaks) !== 0 && kind !== a;
  return walls[other] === 1 && tableParts[kind] === 0;
}
