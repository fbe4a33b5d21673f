/** What a dataset is and what some of its rows say: plain data, for the terminal and for scripts. */

import { UserError } from "../contracts/errors.js";
import type { ListValues } from "../contracts/rows.js";
import type { Vocabulary } from "../contracts/stage.js";
import type { Catalogue } from "../recipe/catalogue.js";
import { localView } from "./dataset-view.js";
import { findVocabulary } from "./find-vocabulary.js";
import type { DatasetManifest } from "./manifest-file.js";
import { openDataset } from "./open-dataset.js";
import type { Cell, Row } from "./row-batches.js";

export interface InspectOptions {
  /** Rows to show. */
  readonly rows: number;
  /** First row to show; counted from 0. */
  readonly start: number;
  /** Shows random rows from `start` on instead; the same ones for the same seed. */
  readonly seed: number | undefined;
}

/** A document, or the part of one that lies in a row. */
export interface Passage {
  /** Tokens [from, to) of the row. */
  readonly from: number;
  readonly to: number;
  /** Undefined when the tokenizer is not here. */
  readonly text: string | undefined;
  readonly padding: boolean;
}

export type InspectedRow =
  | {
      readonly row: number;
      readonly kind: "tokens";
      readonly ids: readonly number[];
      readonly passages: readonly Passage[];
    }
  | {
      readonly row: number;
      readonly kind: "fields";
      readonly fields: Readonly<Record<string, string | number | null | readonly number[]>>;
    };

export interface Inspection {
  readonly recipe: string;
  readonly plan: string;
  readonly sink: string;
  readonly columns: DatasetManifest["columns"];
  readonly rows: number;
  readonly tokens: number;
  readonly documents: number | undefined;
  readonly bytes: number;
  readonly facts: DatasetManifest["facts"];
  readonly mixture: DatasetManifest["mixture"];
  readonly shards: DatasetManifest["shards"];
  readonly tokenizer: { readonly name: string; readonly size: number } | undefined;
  /** Why token ids are not decoded. */
  readonly tokenizerProblem: string | undefined;
  readonly samples: readonly InspectedRow[];
}

/** @throws UserError `no-dataset`, `bad-manifest`, `damaged-shard`, `no-row` */
export async function inspectDataset(
  folder: string,
  options: InspectOptions,
  catalogue: Catalogue,
  view = localView(folder),
): Promise<Inspection> {
  const dataset = await openDataset(folder, view);
  const { manifest } = dataset;
  const { facts } = manifest;
  if (options.start > 0 && options.start >= manifest.rows) {
    throw new UserError(
      "no-row",
      `there is no row ${options.start}: the dataset has ${manifest.rows} rows`,
      "Rows are counted from 0",
      { file: folder },
    );
  }
  let vocabulary: Vocabulary | undefined;
  let tokenizerProblem: string | undefined;
  try {
    vocabulary = await findVocabulary(folder, manifest, catalogue);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    tokenizerProblem = error.message;
  }
  const samples: InspectedRow[] = [];
  for (const { from, count } of chooseRows(options, manifest.rows)) {
    let row = from;
    for await (const cells of dataset.readRows(from, count))
      samples.push(inspectRow(row++, cells, manifest, vocabulary));
  }
  return {
    recipe: manifest.recipe.name,
    plan: manifest.plan,
    sink: manifest.sink,
    columns: manifest.columns,
    rows: manifest.rows,
    tokens: manifest.tokens,
    documents: typeof facts.documents === "number" ? facts.documents : undefined,
    bytes: manifest.bytes,
    facts,
    mixture: manifest.mixture,
    shards: manifest.shards,
    tokenizer: vocabulary === undefined ? undefined : { name: vocabulary.name, size: vocabulary.size },
    tokenizerProblem,
    samples,
  };
}

function chooseRows(
  { rows: wanted, start, seed }: InspectOptions,
  rows: number,
): { readonly from: number; readonly count: number }[] {
  const available = rows - start;
  if (seed === undefined || wanted >= available) return [{ from: start, count: wanted }];
  const chosen = new Set<number>();
  for (let state = seed; chosen.size < wanted; state++)
    chosen.add(start + Math.floor(unitFrom(state) * available));
  return [...chosen].sort((a, b) => a - b).map((from) => ({ from, count: 1 }));
}

/** A number in [0, 1) from an integer: the finisher of MurmurHash3, which scatters neighbours. */
function unitFrom(state: number): number {
  let hash = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

function inspectRow(
  row: number,
  cells: Row,
  manifest: DatasetManifest,
  vocabulary: Vocabulary | undefined,
): InspectedRow {
  const ids = cells.input_ids;
  if (!isList(ids)) {
    return {
      row,
      kind: "fields",
      fields: Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, shown(cell)])),
    };
  }
  // Rows of one document tell by their length where padding begins.
  const used = typeof cells.length === "number" ? cells.length : undefined;
  const boundaries = isList(cells.cu_seqlens)
    ? Array.from(cells.cu_seqlens)
    : [...new Set([0, used ?? ids.length, ids.length])];
  const padding = Number(manifest.facts["padding-tokens"] ?? 0);
  const padded = row === manifest.rows - 1 ? padding : 0;
  return {
    row,
    kind: "tokens",
    ids: Array.from(ids),
    passages: boundaries.slice(1).map((to, index) => {
      const from = boundaries[index] ?? 0;
      return {
        from,
        to,
        text: vocabulary?.decode(ids.subarray(from, to)),
        padding: used === undefined ? padded > 0 && from === ids.length - padded : from >= used,
      };
    }),
  };
}

function isList(cell: Cell | undefined): cell is ListValues {
  return ArrayBuffer.isView(cell);
}

/** Longer arrays are pixels or vectors; only their first values are shown. */
const shownValues = 4096;

function shown(cell: Cell): string | number | readonly number[] | null {
  if (isList(cell)) return Array.from(cell.subarray(0, shownValues));
  if (typeof cell !== "object" || cell === null) return cell;
  return `${cell.path} (${cell.bytes.length} bytes)`;
}
