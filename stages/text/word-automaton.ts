/**
 * Finds all words of a dictionary in one pass (Aho and Corasick 1975).
 *
 * The trie is `FlatTrie`; beside it each node has a `fail` node (longest proper suffix that is a prefix of a word) and an
 * `output` node (next node on the fail chain where a word ends). A unit that begins no word and continues none costs one
 * load, whatever the number of words.
 */
import { FlatTrie } from "./flat-trie.js";
import { unitsOf } from "./units.js";

export class WordAutomaton {
  private readonly trie = new FlatTrie();
  private readonly fail: Int32Array;
  private readonly output: Int32Array;
  /** Length of each word in units. */
  private readonly lengths: Int32Array;
  /** Maps units before matching (case, width); identity when absent. */
  private readonly fold: Uint16Array;
  /** 1 for units that a word begins with. */
  private readonly begins: Uint8Array;

  /** @param words no duplicates needed; empty words are ignored */
  constructor(
    readonly words: readonly string[],
    fold: (unit: number) => number = (unit) => unit,
  ) {
    this.fold = new Uint16Array(0x10000);
    for (let unit = 0; unit < 0x10000; unit++) this.fold[unit] = fold(unit);
    this.lengths = new Int32Array(words.length);
    words.forEach((word, index) => {
      let folded = "";
      for (let i = 0; i < word.length; i++) folded += String.fromCharCode(this.fold[word.charCodeAt(i)]!);
      this.lengths[index] = word.length;
      this.trie.add(folded, index);
    });
    this.begins = Uint8Array.from(this.fold, (unit) => (this.trie.root[unit] === 0 ? 0 : 1));
    this.fail = new Int32Array(this.trie.nodes);
    this.output = new Int32Array(this.trie.nodes);
    this.link();
  }

  /**
   * Reports every occurrence, overlapping ones included, in order of their ends. `visit` must not ask for the units of another
   * text.
   *
   * @param visit word index, start and end in units; returns false to stop
   */
  scan(text: string, visit: (word: number, start: number, end: number) => boolean): void {
    const { trie, fold, begins, fail, output, lengths } = this;
    const units = unitsOf(text);
    const root = trie.root;
    const value = trie.value;
    let node = 0;
    for (let i = 0; i < text.length; i++) {
      if (node === 0 && begins[units[i]!] === 0) continue;
      const unit = fold[units[i]!]!;
      let next = 0;
      while (node !== 0) {
        next = trie.child(node, unit);
        if (next !== 0) break;
        node = fail[node]!;
      }
      node = next !== 0 ? next : root[unit]!;
      if (node === 0) continue;
      for (let end = value[node] !== 0 ? node : output[node]!; end !== 0; end = output[end]!) {
        const word = value[end]! - 1;
        if (!visit(word, i + 1 - lengths[word]!, i + 1)) return;
      }
    }
  }

  /** Breadth first: a node's fail link is known before its children ask for it. */
  private link(): void {
    const { trie, fail, output } = this;
    const childrenOf = new Map<number, number[]>();
    trie.eachEdge((parent, unit, child) => {
      const list = childrenOf.get(parent);
      if (list === undefined) childrenOf.set(parent, [unit, child]);
      else list.push(unit, child);
    });
    let level: number[] = [];
    for (const node of trie.root) if (node !== 0) level.push(node);
    while (level.length > 0) {
      const following: number[] = [];
      for (const node of level) {
        const children = childrenOf.get(node) ?? [];
        for (let i = 0; i < children.length; i += 2) {
          const unit = children[i]!;
          const child = children[i + 1]!;
          let suffix = fail[node]!;
          let target = 0;
          while (suffix !== 0 && target === 0) {
            target = trie.child(suffix, unit);
            suffix = fail[suffix]!;
          }
          if (target === 0) target = trie.root[unit]!;
          fail[child] = target;
          output[child] = trie.value[target] !== 0 ? target : output[target]!;
          following.push(child);
        }
      }
      level = following;
    }
  }
}
