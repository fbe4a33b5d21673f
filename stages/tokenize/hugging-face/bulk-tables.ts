/**
 * Reads the two large tables of a `tokenizer.json`, `model.vocab` and `model.merges`, straight from the bytes of the file into flat arrays,
 * and leaves the rest, which is small, to `JSON.parse`.
 *
 * It understands only what these files normally contain: spellings with ids, merges as two spellings with a space between or as
 * lists of two, one-character escapes, valid UTF-8. For anything else, for BPE over characters, and for files that are not JSON,
 * it returns nothing, and the caller parses the whole file.
 */
import { loadKernel } from "../../../pipeline/kernels/load-kernel.js";
import { MemoryLayout } from "../../../pipeline/kernels/memory-layout.js";
import type { MergeList } from "../bpe/merge-list.js";
import { highestId, SpellingTable } from "../bpe/spelling-table.js";
import { JsonBytes } from "./json-bytes.js";

type Exports = Readonly<{
  readVocabulary: (at: number) => number;
  readMerges: (at: number) => number;
  countRead: () => number;
}>;

const module = loadKernel(new URL("./bulk-tables.wasm", import.meta.url));

export interface BpeTables {
  readonly vocabulary: SpellingTable;
  readonly merges: MergeList;
}

export interface CutFile extends BpeTables {
  /** The rest as `JSON.parse` gives it, with `{}` and `[]` in place of the tables. */
  readonly json: unknown;
}

/** Reads the tables, and cuts them out; `undefined` where they are not there as expected, once each, or the file is no JSON. */
export function cutTables(bytes: Uint8Array): CutFile | undefined {
  const json = new JsonBytes(bytes);
  const cuts: { readonly from: number; readonly to: number; readonly by: string }[] = [];
  let vocabulary: SpellingTable | undefined;
  let merges: MergeList | undefined;
  let reader: TableReader | undefined;
  /** Written by BPE over characters before its tables, which are not wanted in this form. */
  const isByteFallback = (part: string, from: number): boolean =>
    part === "byte_fallback" && Buffer.from(bytes.subarray(from, json.at)).toString("latin1") === "true";
  const tables = (): TableReader => {
    reader ??= new TableReader(bytes, json.at);
    return reader;
  };
  const isObject = json.readObject((key) => {
    if (key !== "model") return json.skipValue();
    return (
      vocabulary === undefined &&
      merges === undefined &&
      json.readObject((part) => {
        const from = json.at;
        if (part === "vocab" && vocabulary === undefined) {
          vocabulary = tables().readVocabulary(json);
          cuts.push({ from, to: json.at, by: "{}" });
          return vocabulary !== undefined;
        }
        if (part === "merges" && merges === undefined) {
          merges = tables().readMerges(json);
          cuts.push({ from, to: json.at, by: "[]" });
          return merges !== undefined;
        }
        return part !== "vocab" && part !== "merges" && json.skipValue() && !isByteFallback(part, from);
      })
    );
  });
  if (!isObject || vocabulary === undefined || merges === undefined) return undefined;
  let rest = "";
  let at = 0;
  for (const { from, to, by } of cuts) {
    rest += Buffer.from(bytes.subarray(at, from)).toString("utf8") + by;
    at = to;
  }
  rest += Buffer.from(bytes.subarray(at)).toString("utf8");
  try {
    return { json: JSON.parse(rest), vocabulary, merges };
  } catch {
    return undefined;
  }
}

/** The tables of one file, read by WebAssembly (`bulk-tables.wat`): before V8 has compiled such loops in JavaScript, they are done. */
class TableReader {
  private readonly exports: Exports;
  private readonly buffer: ArrayBuffer;
  private readonly units: number;
  private readonly starts: number;
  private readonly numbers: number;

  /** @param from where the first table begins */
  constructor(
    bytes: Uint8Array,
    private readonly from: number,
  ) {
    const length = bytes.length - from;
    // An entry is at least `"":0,`, a merge `"a b",`.
    const most = Math.ceil(length / 5) + 2;
    const layout = new MemoryLayout();
    // The file comes first; zeros end it.
    layout.place(length + 1);
    // A unit is at least a byte.
    this.units = layout.place(2 * length);
    this.starts = layout.place(4 * most);
    this.numbers = layout.place(4 * most);
    const memory = layout.open();
    this.buffer = memory.buffer;
    new Uint8Array(this.buffer).set(bytes.subarray(from));
    const { units, starts, numbers } = this;
    this.exports = new WebAssembly.Instance<Exports>(module, {
      kernel: { memory, units, starts, numbers, highestId },
    }).exports;
  }

  /** `{"spelling": id, ...}` */
  readVocabulary(json: JsonBytes): SpellingTable | undefined {
    if (!this.read(json, this.exports.readVocabulary)) return undefined;
    const { units, starts, numbers } = this.takeTable();
    const table = new SpellingTable(units, starts, numbers);
    return table.hasRepeats ? undefined : table;
  }

  /** `["left right", ...]` or `[["left", "right"], ...]` */
  readMerges(json: JsonBytes): MergeList | undefined {
    if (!this.read(json, this.exports.readMerges)) return undefined;
    const { units, starts, numbers: seams } = this.takeTable();
    return { count: seams.length, units, starts, seams };
  }

  private read(json: JsonBytes, readTable: (at: number) => number): boolean {
    const end = readTable(json.at - this.from);
    if (end >= 0) json.at = this.from + end;
    return end >= 0;
  }

  private takeTable(): { units: Uint16Array; starts: Int32Array; numbers: Int32Array } {
    const count = this.exports.countRead();
    const starts = new Int32Array(this.buffer, this.starts, count + 1).slice();
    return {
      units: new Uint16Array(this.buffer, this.units, starts[count]).slice(),
      starts,
      numbers: new Int32Array(this.buffer, this.numbers, count).slice(),
    };
  }
}
