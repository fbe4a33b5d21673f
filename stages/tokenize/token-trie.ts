/**
 * The tokens that consist of whole characters as a trie over UTF-16 units: one read for a character of Chinese, where a
 * trie over bytes needs three.
 *
 * The edges of a node are a small hash table of their own, a power of two of cells with at least one free. An edge holds all that
 * the search needs of the child that it leads to, in 8 bytes, and tables lie in the order in which tokens were added,
 * which is that of their frequency: what a text needs often lies close together, and most of it stays in the cache.
 *
 *     cells[2 c]      unit << 16 | log2 of the size of the child's table << 12 | token >> 10
 *     cells[2 c + 1]  first cell of the child's table << 10 | token & 1023
 *
 * The token is the one that ends at the child. The cells of the root's edges come first, one for each of the 65,536 units.
 */

export class TokenTrie {
  /** End of the token that `longestAt` found last. */
  matchEnd = 0;

  constructor(readonly cells: Int32Array) {}

  /** The longest token that starts at `position` (-1: none) and ends before or at `to`; `matchEnd` says where. */
  longestAt(units: Uint16Array, position: number, to: number): number {
    const { cells } = this;
    const root = 2 * units[position++]!;
    let head = cells[root]!;
    let tail = cells[root + 1]!;
    let token = ((head & 0xfff) << 10) | (tail & 0x3ff);
    let end = position;
    let log = (head >>> 12) & 15;
    search: while (log !== LEAF && position < to) {
      const unit = units[position]!;
      const base = tail >>> 10;
      const mask = (1 << log) - 1;
      let place = cellOf(unit, mask);
      for (;;) {
        head = cells[2 * (base + place)]!;
        if (head >>> 16 === unit) break;
        if (head >>> 16 === FREE) break search;
        place = (place + 1) & mask;
      }
      tail = cells[2 * (base + place) + 1]!;
      log = (head >>> 12) & 15;
      position++;
      const longer = ((head & 0xfff) << 10) | (tail & 0x3ff);
      if (longer !== NO_TOKEN) {
        token = longer;
        end = position;
      }
    }
    this.matchEnd = end;
    return token === NO_TOKEN ? -1 : token;
  }

  /**
   * Writes all tokens that start at `position` and end before or at `to`, the shortest first, and where each ends; returns how
   * many. There is room for as many as the longest token has units.
   */
  allAt(units: Uint16Array, position: number, to: number, tokens: Int32Array, ends: Int32Array): number {
    const { cells } = this;
    const root = 2 * units[position++]!;
    let head = cells[root]!;
    let tail = cells[root + 1]!;
    let count = 0;
    for (;;) {
      const token = ((head & 0xfff) << 10) | (tail & 0x3ff);
      if (token !== NO_TOKEN) {
        tokens[count] = token;
        ends[count++] = position;
      }
      const log = (head >>> 12) & 15;
      if (log === LEAF || position >= to) return count;
      const unit = units[position++]!;
      const base = tail >>> 10;
      const mask = (1 << log) - 1;
      let place = cellOf(unit, mask);
      for (;;) {
        head = cells[2 * (base + place)]!;
        if (head >>> 16 === unit) break;
        if (head >>> 16 === FREE) return count;
        place = (place + 1) & mask;
      }
      tail = cells[2 * (base + place) + 1]!;
    }
  }

  /** The token that is exactly `units[from, to)`, or -1. */
  tokenOf(units: Uint16Array, from: number, to: number): number {
    const { cells } = this;
    let cell = units[from]!;
    for (let position = from + 1; position < to; position++) {
      const unit = units[position]!;
      const log = (cells[2 * cell]! >>> 12) & 15;
      if (log === LEAF) return -1;
      const base = cells[2 * cell + 1]! >>> 10;
      const mask = (1 << log) - 1;
      let place = cellOf(unit, mask);
      for (;;) {
        const found = cells[2 * (base + place)]! >>> 16;
        if (found === FREE) return -1;
        if (found === unit) break;
        place = (place + 1) & mask;
      }
      cell = base + place;
    }
    const token = ((cells[2 * cell]! & 0xfff) << 10) | (cells[2 * cell + 1]! & 0x3ff);
    return token === NO_TOKEN ? -1 : token;
  }
}

/** The unit of a cell that holds no edge: U+FFFF, which is no character. */
const FREE = 0xffff;
/** Stands in place of the size of a table when the child has no edges. */
const LEAF = 15;
/** Stands in place of a token when none ends at the child. */
const NO_TOKEN = 0x3fffff;

/** The cell in which the edge by `unit` is looked for first, in a table of `mask` + 1 cells. */
function cellOf(unit: number, mask: number): number {
  return (unit ^ (unit >>> 6)) & mask;
}

/** Collects tokens, then builds the trie. */
export class TokenTrieBuilder {
  /** Open-addressed: parent node, unit, child at 3 slots an edge; child 0: free. Node 0 is the root. */
  private edges: Int32Array;
  private mask: number;
  private nodes = 1;
  private tokens: Int32Array;
  private parents: Int32Array;
  private units: Uint16Array;

  constructor(expectedTokens: number) {
    let slots = 1024;
    while (slots < 4 * expectedTokens) slots *= 2;
    this.edges = new Int32Array(3 * slots);
    this.mask = slots - 1;
    // The root, and as many nodes as there are edges until the table of edges is enlarged.
    const room = slots / 2 + 2;
    this.tokens = new Int32Array(room);
    this.parents = new Int32Array(room);
    this.units = new Uint16Array(room);
  }

  /**
   * Adds the token that is spelled `units[0, length)`.
   *
   * @param node of the token that is spelled `units[0, from)`
   * @returns the node of the token
   */
  add(units: Uint16Array, length: number, token: number, node = 0, from = 0): number {
    for (let index = from; index < length; index++) node = this.child(node, units[index]!);
    this.tokens[node] = token;
    return node;
  }

  build(): TokenTrie {
    const { tokens, parents, units, nodes } = this;
    const degrees = new Int32Array(nodes);
    for (let node = 1; node < nodes; node++) degrees[parents[node]!]!++;
    for (let node = 1; node < nodes; node++) {
      if (degrees[node]! >= 1 << (LEAF - 1)) throw new RangeError(`${degrees[node]} tokens go on from one`);
    }
    // Where the table of each node starts.
    const bases = new Int32Array(nodes);
    let size = 0x10000;
    for (let node = 1; node < nodes; node++) {
      bases[node] = size;
      if (degrees[node]! > 0) size += tableSize(degrees[node]!);
    }
    if (size > NO_TOKEN) throw new RangeError(`${nodes} nodes are more than this trie can hold`);
    const cells = new Int32Array(2 * size).fill(-1);
    for (let node = 1; node < nodes; node++) {
      const parent = parents[node]!;
      const unit = units[node]!;
      let cell = unit;
      if (parent > 0) {
        const mask = tableSize(degrees[parent]!) - 1;
        const base = bases[parent]!;
        let place = cellOf(unit, mask);
        while (cells[2 * (base + place)]! >>> 16 !== FREE) place = (place + 1) & mask;
        cell = base + place;
      }
      const log = degrees[node] === 0 ? LEAF : 31 - Math.clz32(tableSize(degrees[node]!));
      cells[2 * cell] = (unit << 16) | (log << 12) | (tokens[node]! >>> 10);
      cells[2 * cell + 1] = (bases[node]! << 10) | (tokens[node]! & 0x3ff);
    }
    return new TokenTrie(cells);
  }

  private child(parent: number, unit: number): number {
    const { edges, mask } = this;
    for (let slot = hashEdge(parent, unit) & mask; ; slot = (slot + 1) & mask) {
      const at = 3 * slot;
      const child = edges[at + 2]!;
      if (child === 0) return this.grow(at, parent, unit);
      if (edges[at] === parent && edges[at + 1] === unit) return child;
    }
  }

  private grow(at: number, parent: number, unit: number): number {
    const node = this.nodes++;
    this.tokens[node] = NO_TOKEN;
    this.parents[node] = parent;
    this.units[node] = unit;
    this.edges[at] = parent;
    this.edges[at + 1] = unit;
    this.edges[at + 2] = node;
    if (2 * node > this.mask) this.enlarge();
    return node;
  }

  private enlarge(): void {
    this.mask = 2 * this.mask + 1;
    const room = (this.mask + 1) / 2 + 2;
    this.tokens = copyInto(new Int32Array(room), this.tokens);
    this.parents = copyInto(new Int32Array(room), this.parents);
    this.units = copyInto(new Uint16Array(room), this.units);
    this.edges = new Int32Array(3 * (this.mask + 1));
    for (let node = 1; node < this.nodes; node++) {
      let slot = hashEdge(this.parents[node]!, this.units[node]!) & this.mask;
      while (this.edges[3 * slot + 2] !== 0) slot = (slot + 1) & this.mask;
      this.edges[3 * slot] = this.parents[node]!;
      this.edges[3 * slot + 1] = this.units[node]!;
      this.edges[3 * slot + 2] = node;
    }
  }
}

function copyInto<Numbers extends Int32Array | Uint16Array>(room: Numbers, numbers: Numbers): Numbers {
  room.set(numbers);
  return room;
}

/** A power of two above the number of edges. */
function tableSize(edges: number): number {
  return 2 << (31 - Math.clz32(edges));
}

function hashEdge(node: number, unit: number): number {
  const mixed = Math.imul(node, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
