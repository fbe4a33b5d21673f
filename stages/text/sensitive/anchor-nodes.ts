/**
 * Forms by anchor, a few together: where many share an anchor, they are told apart by the unit before it, then by the one before that,
 * and by those behind it once a form has none before. So the time that a place costs depends on the lengths of the words that share its
 * anchor, not on their number.
 */
import type { Anchored } from "./anchor.js";
import { longer, pairHash, spread } from "./pair-cells.js";

/** Up to this many forms are compared one by one. */
const fewForms = 8;
/** Beyond this many units, all of them are. */
const furthest = 0x7fff;

export const moreBefore = 1;
export const moreBehind = 2;

export interface AnchorNode {
  /** Of the units that all of its forms have: of the anchor, then those before it, then those behind it. */
  readonly hash: number;
  /**
   * How many these are, so that places are not taken for those of another node: 0 for a word of one unit; else 1, 1 for each
   * before the anchor, 65,536 for each behind.
   */
  readonly shape: number;
  readonly forms: readonly Anchored[];
  /** `moreBefore`, `moreBehind`: there are nodes with one more. */
  readonly more: number;
}

interface Branch {
  readonly hash: number;
  readonly before: number;
  readonly behind: number;
  readonly forms: readonly Anchored[];
}

export function anchorNodes(forms: readonly Anchored[], entries: Int32Array): readonly AnchorNode[] {
  const entryAt = (form: string, at: number): number => entries[form.charCodeAt(at)]!;
  const nodes: AnchorNode[] = [];
  const branches: Branch[] = [];
  for (const [key, group] of byAnchor(forms)) {
    const [{ form, anchor } = { form: "", anchor: { first: 0, last: 0 } }] = group;
    const last = entryAt(form, anchor.last);
    if (key < 0x10000) nodes.push({ hash: last, shape: 0, forms: group, more: 0 });
    else
      branches.push({
        hash: spread(pairHash(entryAt(form, anchor.first), last)),
        before: 0,
        behind: 0,
        forms: group,
      });
  }
  for (let branch = branches.pop(); branch !== undefined; branch = branches.pop()) {
    const { hash, before, behind, forms } = branch;
    const shape = 1 + before + behind * 0x10000;
    if (forms.length <= fewForms || before + behind >= furthest) {
      nodes.push({ hash, shape, forms, more: 0 });
      continue;
    }
    const here: Anchored[] = [];
    const furtherBefore = new Map<number, Anchored[]>();
    const furtherBehind = new Map<number, Anchored[]>();
    for (const one of forms) {
      const { form, anchor } = one;
      const next = anchor.first - before - 1;
      const end = anchor.last + behind + 1;
      if (next >= 0) put(furtherBefore, form.charCodeAt(next), one);
      else if (end < form.length) put(furtherBehind, form.charCodeAt(end), one);
      else here.push(one);
    }
    for (const [unit, those] of furtherBefore)
      branches.push({ hash: longer(hash, entries[unit]!), before: before + 1, behind, forms: those });
    for (const [unit, those] of furtherBehind)
      branches.push({ hash: longer(hash, entries[unit]!), before, behind: behind + 1, forms: those });
    const more = (furtherBefore.size > 0 ? moreBefore : 0) | (furtherBehind.size > 0 ? moreBehind : 0);
    nodes.push({ hash, shape, forms: here, more });
  }
  return nodes;
}

/** By the two units with which the characters of an anchor begin, or the one. */
export function byAnchor(forms: readonly Anchored[]): ReadonlyMap<number, readonly Anchored[]> {
  const groups = new Map<number, Anchored[]>();
  for (const one of forms) {
    const { form, anchor } = one;
    const last = form.charCodeAt(anchor.last);
    put(groups, anchor.first === anchor.last ? last : form.charCodeAt(anchor.first) * 0x10000 + last, one);
  }
  return groups;
}

function put<Value>(groups: Map<number, Value[]>, key: number, value: Value): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}
