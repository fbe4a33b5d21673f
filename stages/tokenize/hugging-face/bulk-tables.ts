/**
 * Reads the two large tables of a `tokenizer.json`, `model.vocab` and `model.merges`, straight from the bytes of the file into flat arrays,
 * and leaves the rest, which is small, to `JSON.parse`.
 *
 * Only what these files hold is read: spellings and ids, spellings with a space or in lists of two, escapes of one character, sound UTF-8.
 * For anything else, and for what is no JSON, there is no answer, and the caller parses the whole file.
 */
import type { MergeList } from "../bpe/merge-list.js";
import { highestId, SpellingTable } from "../bpe/spelling-table.js";
import {
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  JsonBytes,
  OPEN_LIST,
  OPEN_OBJECT,
  SPACE,
} from "./json-bytes.js";

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
  const isObject = json.readObject((key) => {
    if (key !== "model") return json.skipValue();
    return (
      vocabulary === undefined &&
      merges === undefined &&
      json.readObject((part) => {
        const from = json.at;
        if (part === "vocab" && vocabulary === undefined) {
          vocabulary = readVocabulary(json);
          cuts.push({ from, to: json.at, by: "{}" });
          return vocabulary !== undefined;
        }
        if (part === "merges" && merges === undefined) {
          merges = readMerges(json);
          cuts.push({ from, to: json.at, by: "[]" });
          return merges !== undefined;
        }
        return part !== "vocab" && part !== "merges" && json.skipValue();
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

/** `{"spelling": id, ...}` */
function readVocabulary(json: JsonBytes): SpellingTable | undefined {
  const bytes = json.bytesLeft;
  // A unit is at least a byte, an entry at least `"":0,`.
  const units = new Uint16Array(bytes);
  const starts = new Int32Array(bytes / 5 + 2);
  const ids = new Int32Array(bytes / 5 + 1);
  let count = 0;
  json.putInto(units);
  if (!json.take(OPEN_OBJECT)) return undefined;
  do {
    if (!json.takeString() || !json.take(COLON)) return undefined;
    const id = json.takeNumber();
    if (id < 0 || id > highestId) return undefined;
    ids[count++] = id;
    starts[count] = json.unitCount;
  } while (json.take(COMMA));
  if (!json.take(CLOSE_OBJECT)) return undefined;
  const table = new SpellingTable(
    units.slice(0, json.unitCount),
    starts.slice(0, count + 1),
    ids.slice(0, count),
  );
  return table.hasRepeats ? undefined : table;
}

/** `["left right", ...]` or `[["left", "right"], ...]` */
function readMerges(json: JsonBytes): MergeList | undefined {
  const bytes = json.bytesLeft;
  const units = new Uint16Array(bytes);
  // A merge is at least `"a b",`.
  const starts = new Int32Array(bytes / 6 + 2);
  const seams = new Int32Array(bytes / 6 + 1);
  let count = 0;
  json.putInto(units);
  if (!json.take(OPEN_LIST)) return undefined;
  do {
    const start = starts[count]!;
    let seam: number;
    if (json.take(OPEN_LIST)) {
      if (!json.takeString() || !json.take(COMMA)) return undefined;
      seam = json.unitCount;
      if (!json.takeString() || !json.take(CLOSE_LIST)) return undefined;
    } else {
      if (!json.takeString()) return undefined;
      seam = units.indexOf(SPACE, start);
      if (seam < 0 || seam >= json.unitCount || hasSpace(units, seam + 1, json.unitCount)) return undefined;
      json.dropUnit(seam);
    }
    if (seam === start || seam === json.unitCount) return undefined;
    seams[count++] = seam;
    starts[count] = json.unitCount;
  } while (json.take(COMMA));
  if (!json.take(CLOSE_LIST)) return undefined;
  return {
    count,
    units: units.slice(0, json.unitCount),
    starts: starts.slice(0, count + 1),
    seams: seams.slice(0, count),
  };
}

function hasSpace(units: Uint16Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (units[at] === SPACE) return true;
  return false;
}
