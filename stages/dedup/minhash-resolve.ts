/**
 * Resolving of MinHash edges: clusters are the connected components, each keeps one sample, the others are removed.
 *
 * Only samples that occur in an edge are held: about 40 bytes each, and the edges of one file at a time.
 */
import type { Removal, SketchSet } from "../../pipeline/stage.js";
import { decodeSimilarity, edgeBlocks, edgeWords } from "./edge-file.js";
import { SignatureStore } from "./signatures.js";
import { estimateSimilarity } from "./similarity-sketch.js";

export interface ResolveOptions {
  readonly permutations: number;
  readonly keep: "first" | "longest";
  readonly reason: string;
}

/** Removals in the order of (split, ordinal). */
export function* resolveClusters(
  edgeFiles: readonly string[],
  sketches: SketchSet,
  options: ResolveOptions,
): Generator<Removal> {
  const nodes = collectNodes(edgeFiles);
  const roots = findComponents(edgeFiles, nodes);
  const signatures = new SignatureStore(sketches, options.permutations);
  const partOf = new Map(sketches.splits.map((split, part) => [split.split, part]));
  const signatureOf = (node: number) => {
    const part = partOf.get(splitOf(nodes[node]!));
    if (part === undefined) throw new RangeError(`no sketch of split ${splitOf(nodes[node]!)}`);
    return signatures.read(part, ordinalOf(nodes[node]!));
  };
  try {
    const keepers = options.keep === "first" ? roots : findLongest(roots, (node) => signatureOf(node).length);
    const similarities = similaritiesToKeepers(edgeFiles, nodes, keepers);
    for (let node = 0; node < nodes.length; node++) {
      const keeper = keepers[node]!;
      if (keeper === node) continue;
      const known = similarities[node]!;
      const keeperAddress = { split: splitOf(nodes[keeper]!), ordinal: ordinalOf(nodes[keeper]!) };
      yield {
        split: splitOf(nodes[node]!),
        ordinal: ordinalOf(nodes[node]!),
        reason: options.reason,
        keeper: keeperAddress,
        cluster: `${keeperAddress.split}-${keeperAddress.ordinal}`,
        similarity: Number.isNaN(known)
          ? estimateSimilarity(
              signatureOf(node).entries,
              0,
              signatureOf(keeper).entries,
              0,
              options.permutations,
            )
          : known,
      };
    }
  } finally {
    signatures.close();
  }
}

/** A sample's address as one exact number, in the order of (split, ordinal). */
function nodeKey(split: number, ordinal: number): number {
  return split * 4294967296 + ordinal;
}

function splitOf(key: number): number {
  return Math.floor(key / 4294967296);
}

function ordinalOf(key: number): number {
  return key % 4294967296;
}

function forEachEdge(
  edgeFiles: readonly string[],
  visit: (a: number, b: number, similarity: number) => void,
): void {
  for (const file of edgeFiles) {
    for (const block of edgeBlocks(file)) {
      for (let at = 0; at < block.length; at += edgeWords) {
        visit(
          nodeKey(block[at]!, block[at + 1]!),
          nodeKey(block[at + 2]!, block[at + 3]!),
          decodeSimilarity(block[at + 4]!),
        );
      }
    }
  }
}

/** The keys of all samples in edges, sorted, each once. */
function collectNodes(edgeFiles: readonly string[]): Float64Array {
  let nodes = new Float64Array(0);
  for (const file of edgeFiles) {
    let pending = new Float64Array(1024);
    let count = 0;
    forEachEdge([file], (a, b) => {
      if (count + 2 > pending.length) {
        count = sortUnique(pending, count);
        if (count * 2 > pending.length) {
          const grown = new Float64Array(pending.length * 2);
          grown.set(pending.subarray(0, count));
          pending = grown;
        }
      }
      pending[count++] = a;
      pending[count++] = b;
    });
    const both = new Float64Array(nodes.length + count);
    both.set(nodes);
    both.set(pending.subarray(0, count), nodes.length);
    nodes = both.slice(0, sortUnique(both, both.length));
  }
  return nodes;
}

function sortUnique(keys: Float64Array, count: number): number {
  keys.subarray(0, count).sort();
  let unique = 0;
  for (let i = 0; i < count; i++) {
    if (unique === 0 || keys[i] !== keys[unique - 1]) keys[unique++] = keys[i]!;
  }
  return unique;
}

function indexOf(nodes: Float64Array, key: number): number {
  let low = 0;
  let high = nodes.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (nodes[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Union-find with path halving; the root of a component is its first sample. Returns the root of each node. */
function findComponents(edgeFiles: readonly string[], nodes: Float64Array): Uint32Array {
  const parents = Uint32Array.from(nodes, (_, node) => node);
  const find = (start: number): number => {
    let node = start;
    while (parents[node] !== node) {
      parents[node] = parents[parents[node]!]!;
      node = parents[node]!;
    }
    return node;
  };
  forEachEdge(edgeFiles, (a, b) => {
    const rootA = find(indexOf(nodes, a));
    const rootB = find(indexOf(nodes, b));
    if (rootA < rootB) parents[rootB] = rootA;
    else parents[rootA] = rootB;
  });
  for (let node = 0; node < parents.length; node++) parents[node] = find(node);
  return parents;
}

/** The longest sample of each node's component, the first of them where several are. */
function findLongest(roots: Uint32Array, lengthOf: (node: number) => number): Uint32Array {
  const best = new Uint32Array(roots.length);
  const lengths = new Float64Array(roots.length).fill(-1);
  for (let node = 0; node < roots.length; node++) {
    const root = roots[node]!;
    const length = lengthOf(node);
    if (length <= lengths[root]!) continue;
    lengths[root] = length;
    best[root] = node;
  }
  return roots.map((root) => best[root]!);
}

/** Similarity of each node to its keeper where an edge joins the two, else NaN. */
function similaritiesToKeepers(
  edgeFiles: readonly string[],
  nodes: Float64Array,
  keepers: Uint32Array,
): Float64Array {
  const similarities = new Float64Array(nodes.length).fill(Number.NaN);
  forEachEdge(edgeFiles, (a, b, similarity) => {
    const nodeA = indexOf(nodes, a);
    const nodeB = indexOf(nodes, b);
    if (keepers[nodeA] === nodeB) similarities[nodeA] = similarity;
    else if (keepers[nodeB] === nodeA) similarities[nodeB] = similarity;
  });
  return similarities;
}
