/**
 * A trie over UTF-16 code units in typed arrays.
 *
 *     root    Int32Array(65536)   unit -> node, 0 = none; the first step costs one load
 *     table   Int32Array(3 * 2^k) open addressing: [parent, unit, child], parent 0 = free
 *     value   Int32Array(nodes)   index of the word that ends here plus one, 0 = none
 *
 * Memory: 256 KiB + about 24 bytes a node.
 */
export class FlatTrie {
  readonly root = new Int32Array(0x10000);
  value: Int32Array = new Int32Array(256);
  /** Nodes in use; node 0 is no node. */
  nodes = 1;
  private table: Int32Array = new Int32Array(3 * 1024);
  private mask = 1023;

  /** The trie that these parts are of; it takes them over. */
  static from({ roots, value, table }: TrieParts): FlatTrie {
    const trie = new FlatTrie();
    for (let i = 0; i < roots.length; i += 2) trie.root[roots[i]!] = roots[i + 1]!;
    trie.value = value;
    trie.nodes = value.length;
    trie.table = table;
    trie.mask = table.length / 3 - 1;
    return trie;
  }

  parts(): TrieParts {
    const roots: number[] = [];
    for (const [unit, node] of this.root.entries()) if (node !== 0) roots.push(unit, node);
    return { roots: Int32Array.from(roots), value: this.value.slice(0, this.nodes), table: this.table };
  }

  /** Adds a word. The value of a word that is there already is replaced. */
  add(word: string, value: number): void {
    if (word.length === 0) return;
    const first = word.charCodeAt(0);
    let node = this.root[first]!;
    if (node === 0) {
      node = this.grow();
      this.root[first] = node;
    }
    for (let i = 1; i < word.length; i++) {
      const unit = word.charCodeAt(i);
      let child = this.child(node, unit);
      if (child === 0) {
        child = this.grow();
        this.insert(node, unit, child);
      }
      node = child;
    }
    this.value[node] = value + 1;
  }

  /** The child of a node, or 0. */
  child(node: number, unit: number): number {
    const table = this.table;
    let slot = hash(node, unit) & this.mask;
    for (;;) {
      const at = slot * 3;
      const parent = table[at]!;
      if (parent === 0) return 0;
      if (parent === node && table[at + 1] === unit) return table[at + 2]!;
      slot = (slot + 1) & this.mask;
    }
  }

  private grow(): number {
    if (this.nodes === this.value.length) {
      const larger = new Int32Array(this.value.length * 2);
      larger.set(this.value);
      this.value = larger;
    }
    return this.nodes++;
  }

  private insert(node: number, unit: number, child: number): void {
    if (this.nodes * 2 > this.mask) this.rehash();
    let slot = hash(node, unit) & this.mask;
    while (this.table[slot * 3] !== 0) slot = (slot + 1) & this.mask;
    this.table[slot * 3] = node;
    this.table[slot * 3 + 1] = unit;
    this.table[slot * 3 + 2] = child;
  }

  private rehash(): void {
    const old = this.table;
    this.mask = this.mask * 2 + 1;
    this.table = new Int32Array(3 * (this.mask + 1));
    for (let at = 0; at < old.length; at += 3) {
      if (old[at] === 0) continue;
      let slot = hash(old[at]!, old[at + 1]!) & this.mask;
      while (this.table[slot * 3] !== 0) slot = (slot + 1) & this.mask;
      this.table[slot * 3] = old[at]!;
      this.table[slot * 3 + 1] = old[at + 1]!;
      this.table[slot * 3 + 2] = old[at + 2]!;
    }
  }
}

function hash(node: number, unit: number): number {
  const mixed = Math.imul(node ^ Math.imul(unit, 0x9e3779b1), 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

/** What a trie is stored as. */
export interface TrieParts {
  /** Units, each with its node. */
  readonly roots: Int32Array;
  readonly value: Int32Array;
  readonly table: Int32Array;
}
