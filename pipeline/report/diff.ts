/** Character differences between two short texts, for marking what a stage changed. */

export interface DiffPart {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** Edits that are searched for; beyond that, the middle counts as replaced as a whole. Bounds time to n x 400. */
const maxEdits = 400;

/**
 * Parts whose "same" and "removed" texts give `before`, and whose "same" and "added" texts give `after`.
 *
 * Common ends are cut off; the middle is compared by Myers' O(ND) algorithm over code points (Myers 1986, "An O(ND)
 * Difference Algorithm and Its Variations").
 */
export function diff(before: string, after: string): DiffPart[] {
  const a = Array.from(before);
  const b = Array.from(after);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  )
    tail++;
  const parts: DiffPart[] = [];
  push(parts, "same", a.slice(0, head).join(""));
  for (const { kind, text } of middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)))
    push(parts, kind, text);
  push(parts, "same", a.slice(a.length - tail).join(""));
  return parts;
}

/**
 * The difference of two excerpts that begin alike but were cut at different places of their texts.
 *
 * What was added at the very end may be text that `before` holds behind its cut, and the other way round: it is no
 * difference that anyone made, and is left out.
 */
export function diffOfExcerpts(
  before: string,
  after: string,
  goesOn: { readonly before: boolean; readonly after: boolean },
): DiffPart[] {
  const parts = diff(before, after);
  const lastSame = parts.findLastIndex(({ kind }) => kind === "same");
  const isFirst = parts.slice(0, lastSame).every(({ kind }) => kind === "same");
  if (isFirst) return parts;
  return parts.filter(
    ({ kind }, index) =>
      index <= lastSame || !((kind === "added" && goesOn.before) || (kind === "removed" && goesOn.after)),
  );
}

function push(parts: DiffPart[], kind: DiffPart["kind"], text: string): void {
  if (text === "") return;
  const last = parts.at(-1);
  if (last?.kind === kind) parts[parts.length - 1] = { kind, text: last.text + text };
  else parts.push({ kind, text });
}

function middle(a: readonly string[], b: readonly string[]): DiffPart[] {
  const trace = shortestEdit(a, b);
  if (trace === undefined) {
    return [
      { kind: "removed", text: a.join("") },
      { kind: "added", text: b.join("") },
    ];
  }
  const backwards: DiffPart[] = [];
  let x = a.length;
  let y = b.length;
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    const reached = trace[edits] ?? new Int32Array();
    const diagonal = x - y;
    const offset = edits + 1;
    const down =
      diagonal === -edits ||
      (diagonal !== edits && (reached[offset + diagonal - 1] ?? 0) < (reached[offset + diagonal + 1] ?? 0));
    const from = down ? diagonal + 1 : diagonal - 1;
    const fromX = reached[offset + from] ?? 0;
    const fromY = fromX - from;
    while (x > fromX && y > fromY && x > 0 && y > 0) {
      backwards.push({ kind: "same", text: a[--x] ?? "" });
      y--;
    }
    if (edits === 0) break;
    if (down) backwards.push({ kind: "added", text: b[--y] ?? "" });
    else backwards.push({ kind: "removed", text: a[--x] ?? "" });
  }
  return backwards.reverse();
}

/** Furthest x on each diagonal before each edit; undefined when more than `maxEdits` are needed. */
function shortestEdit(a: readonly string[], b: readonly string[]): Int32Array[] | undefined {
  const trace: Int32Array[] = [];
  let reached = new Int32Array(3);
  for (let edits = 0; edits <= maxEdits; edits++) {
    trace.push(reached);
    const next = new Int32Array(2 * edits + 5);
    const offset = edits + 1;
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const down =
        diagonal === -edits ||
        (diagonal !== edits && (reached[offset + diagonal - 1] ?? 0) < (reached[offset + diagonal + 1] ?? 0));
      let x = down ? (reached[offset + diagonal + 1] ?? 0) : (reached[offset + diagonal - 1] ?? 0) + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++;
      next[offset + 1 + diagonal] = x;
      if (x >= a.length && x - diagonal >= b.length) return trace;
    }
    reached = next;
  }
  return undefined;
}
