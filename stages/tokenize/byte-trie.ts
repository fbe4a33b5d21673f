/**
 * A static trie over byte strings as a double array (Aoe 1989): one array read a byte, no hashing.
 *
 *     cells[4 s]      base of node s: the child by byte b is node base + b
 *     cells[4 s + 1]  parent of node s (-1: the cell is free); tells real children from strangers
 *     cells[4 s + 2]  the longest stored string that is a prefix of the path to s (-1: none)
 *     cells[4 s + 3]  unused: a node is 16 bytes, so that it lies in one cache line
 *
 * Because every node knows the longest string on its own path, a search for the longest match walks until it falls off and
 * looks at one entry. Node 0 is the root.
 */

export interface ByteTrie {
  readonly cells: Int32Array;
  /** Node after the three UTF-8 bytes of a code unit U+0800..U+FFFF, 0 where there is none: two reads saved a character. */
  readonly afterThreeBytes: Int32Array;
}

/**
 * Builds the trie.
 *
 * @param strings distinct, not empty binary strings (one byte a UTF-16 unit)
 * @param values  the value of each string, >= 0
 */
export function buildByteTrie(strings: readonly string[], values: Int32Array): ByteTrie {
  const order = strings.map((_, index) => index);
  order.sort((a, b) => (strings[a]! < strings[b]! ? -1 : 1));
  const sorted = order.map((index) => strings[index]!);

  const grid = new Grid(1 << 16);
  grid.take(0, -2);
  // A pending node is a range of sorted strings that share `depth` bytes. Flat stack: node, from, to, depth, inherited.
  const stack = [0, 0, sorted.length, 0, -1];
  const labels: number[] = [];
  const starts: number[] = [];
  while (stack.length > 0) {
    const inherited = stack.pop()!;
    const depth = stack.pop()!;
    const to = stack.pop()!;
    let from = stack.pop()!;
    const node = stack.pop()!;
    let deepest = inherited;
    if (from < to && sorted[from]!.length === depth) deepest = values[order[from++]!]!;
    grid.cells[4 * node + 2] = deepest;
    labels.length = 0;
    starts.length = 0;
    for (let index = from, last = -1; index < to; index++) {
      const label = sorted[index]!.charCodeAt(depth);
      if (label === last) continue;
      labels.push(label);
      starts.push(index);
      last = label;
    }
    if (labels.length === 0) continue;
    const base = grid.place(labels);
    grid.cells[4 * node] = base;
    for (let child = 0; child < labels.length; child++) grid.take(base + labels[child]!, node);
    for (let child = labels.length - 1; child >= 0; child--) {
      stack.push(base + labels[child]!, starts[child]!, starts[child + 1] ?? to, depth + 1, deepest);
    }
  }
  const size = grid.used + 256;
  const cells = grid.cells.slice(0, 4 * size);
  // Leaves and free cells get base 0: the cell that a byte leads to belongs to the root, never to them.
  for (let node = 0; node < size; node++) if (cells[4 * node]! < 0) cells[4 * node] = 0;
  return { cells, afterThreeBytes: threeByteShortcuts(cells) };
}

/** The value of exactly `bytes[from, to)`, or -1. Needs distinct values. */
export function findExactly(trie: ByteTrie, bytes: Uint8Array, from: number, to: number): number {
  const { cells } = trie;
  let node = 0;
  let parent = 0;
  for (let at = from; at < to; at++) {
    const child = cells[4 * node]! + bytes[at]!;
    if (cells[4 * child + 1] !== node) return -1;
    parent = node;
    node = child;
  }
  // A node that no string ends at repeats what its parent knows.
  const deepest = cells[4 * node + 2]!;
  return deepest === cells[4 * parent + 2] ? -1 : deepest;
}

const FREE = -1;
/** After a search of so many cells the next one starts further on: keeps building linear for a few percent of room. */
const longSearch = 1024;

/** The growing cells, filled by first fit. */
class Grid {
  cells: Int32Array;
  private capacity: number;
  /** One past the highest cell taken. */
  used = 0;
  /** Where the search for room starts; moves on when a stretch turned out to be nearly full. */
  private hint = 1;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.cells = new Int32Array(4 * capacity).fill(FREE);
  }

  take(cell: number, parent: number): void {
    this.reserve(cell + 1);
    this.cells[4 * cell + 1] = parent;
    if (cell >= this.used) this.used = cell + 1;
  }

  /** A base at which all labels (ascending) fall on free cells. */
  place(labels: readonly number[]): number {
    const first = labels[0]!;
    const last = labels[labels.length - 1]!;
    const start = Math.max(this.hint, first + 1);
    for (let cell = start; ; cell++) {
      this.reserve(cell - first + last + 1);
      if (this.cells[4 * cell + 1] !== FREE) continue;
      const base = cell - first;
      let fits = true;
      for (let index = 1; index < labels.length; index++) {
        if (this.cells[4 * (base + labels[index]!) + 1] !== FREE) {
          fits = false;
          break;
        }
      }
      if (fits) {
        if (cell - start > longSearch) this.hint = cell - (longSearch >> 1);
        return base;
      }
    }
  }

  private reserve(cells: number): void {
    if (cells <= this.capacity) return;
    this.capacity = Math.max(cells, 2 * this.capacity);
    const grown = new Int32Array(4 * this.capacity).fill(FREE);
    grown.set(this.cells);
    this.cells = grown;
  }
}

function threeByteShortcuts(cells: Int32Array): Int32Array {
  const shortcuts = new Int32Array(0x10000);
  for (let unit = 0x800; unit < 0x10000; unit++) {
    let node = 0;
    for (const byte of [0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 63), 0x80 | (unit & 63)]) {
      const child = cells[4 * node]! + byte;
      if (cells[4 * child + 1] !== node) {
        node = -1;
        break;
      }
      node = child;
    }
    if (node > 0) shortcuts[unit] = node;
  }
  return shortcuts;
}
