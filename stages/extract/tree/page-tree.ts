/**
 * A page as a tree in flat arrays, and how it grows while the page is read.
 *
 *     element[i]   number of the element (elements.ts); 0 for text
 *     parent[i]    index of the node around it; 0 is the root
 *     end[i]       index behind its last descendant: a subtree is the range [i, end[i])
 *     from[i], to[i]   text: its range in the HTML; element: the range of its attributes
 *
 * Nodes stand in document order. Nothing is copied out of the HTML, and nothing recurses.
 *
 * Cost: linear; 17 bytes a node. The arrays are shared by all pages: a tree is valid until the next page is read.
 */
import { breaks, elementFlags, elementNumber, empty, opaque } from "./elements.js";
import { impliedEndsOf, stopsAt } from "./implied-ends.js";

export interface PageTree {
  readonly html: string;
  readonly size: number;
  readonly element: Uint8Array;
  readonly parent: Int32Array;
  readonly end: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** Deeper elements are read as if their tags were not there, so that whoever walks a tree can rely on a bounded depth. */
export const maxDepth = 256;

let element = new Uint8Array(1 << 14);
let parent = new Int32Array(1 << 14);
let end = new Int32Array(1 << 14);
let from = new Int32Array(1 << 14);
let to = new Int32Array(1 << 14);

const html = elementNumber("html");
const head = elementNumber("head");
const body = elementNumber("body");
const p = elementNumber("p");

export class TreeBuilder {
  private readonly open = new Int32Array(maxDepth);
  /** How many elements of each kind are open. */
  private readonly openCount = new Int32Array(256);
  private depth = 0;
  /** Elements below the greatest depth whose end tags are still to come. */
  private overflow = 0;
  private size = 0;

  constructor() {
    this.push(html, 0, 0);
  }

  /** Adds a node without children: a text, or an element whose content is not read. */
  add(kind: number, start: number, stop: number): number {
    if (this.size === element.length) grow();
    const node = this.size++;
    element[node] = kind;
    parent[node] = this.depth === 0 ? 0 : this.open[this.depth - 1]!;
    from[node] = start;
    to[node] = stop;
    end[node] = node + 1;
    return node;
  }

  /** What a start tag does: it closes what it must not stand in, and opens an element. */
  startElement(kind: number, start: number, stop: number): void {
    const flags = elementFlags[kind]!;
    if ((flags & breaks) !== 0) {
      this.close(p);
      // Content begins the body, whether there is a tag for it or not: <head><meta ...><div>.
      this.close(head);
    }
    if ((kind === html || kind === body) && this.openCount[kind]! > 0) return;
    this.closeImplied(kind);
    if ((flags & empty) !== 0) this.add(kind, start, stop);
    else if (this.depth < maxDepth) this.push(kind, start, stop);
    else this.overflow++;
  }

  /** What an end tag does. */
  endElement(kind: number): void {
    if (this.overflow > 0 && (elementFlags[kind]! & (empty | opaque)) === 0) this.overflow--;
    else if (kind !== body && kind !== html) this.close(kind);
  }

  /** The tree of `source`, all of which was read. */
  finish(source: string): PageTree {
    this.closeTo(0);
    return { html: source, size: this.size, element, parent, end, from, to };
  }

  private push(kind: number, start: number, stop: number): void {
    this.open[this.depth] = this.add(kind, start, stop);
    this.depth++;
    this.openCount[kind]!++;
  }

  /** Closes the innermost open `kind`, unless an element stands between them that the end tag does not reach beyond. */
  private close(kind: number): void {
    if (this.openCount[kind] === 0) return;
    for (let level = this.depth - 1; level > 0; level--) {
      const other = element[this.open[level]!]!;
      if (other === kind) {
        this.closeTo(level);
        return;
      }
      if (stopsAt(other, kind)) return;
    }
  }

  private closeImplied(kind: number): void {
    const implied = impliedEndsOf(kind);
    if (implied === undefined) return;
    for (let level = this.depth - 1; level > 0; level--) {
      const other = element[this.open[level]!]!;
      if (implied.closed[other] === 1) {
        this.closeTo(level);
        if (!implied.all) return;
      } else if (implied.bounds[other] === 1) return;
    }
  }

  private closeTo(level: number): void {
    while (this.depth > level) {
      const node = this.open[--this.depth]!;
      end[node] = this.size;
      this.openCount[element[node]!]!--;
    }
  }
}

function grow(): void {
  const length = element.length * 2;
  const bytes = new Uint8Array(length);
  bytes.set(element);
  element = bytes;
  parent = larger(parent, length);
  end = larger(end, length);
  from = larger(from, length);
  to = larger(to, length);
}

function larger(numbers: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(length);
  copy.set(numbers);
  return copy;
}
