/** The rows of a whole dataset as they come from the stream phase, or from documents that were laid out anew. */
import { join } from "node:path";
import type { Column, ColumnData, RowBatch } from "../../contracts/rows.js";
import type { StreamComposeStage } from "../../contracts/stage.js";
import { RowSpill } from "../../storage/spills/row-spill.js";
import { readSpillFrom } from "../../storage/spills/spill.js";
import { TokenParts } from "../../storage/spills/token-parts.js";
import { type Facts, gatheredParts, lastStreams, type Part } from "../finished-parts.js";
import type { Job } from "../job.js";
import { oncePerJob } from "../once-per-job.js";
import { composerOf } from "../stream/composer-of.js";
import { documentBatch, documentColumns } from "./document-rows.js";
import { addEntriesFrom, rowDocuments } from "./row-entries.js";
import { joinShapes } from "./row-shape.js";

/** Rows, and beside them the documents that they are made of (`row-documents.ts`), which no sink sees. */
export interface SuppliedBatch extends RowBatch {
  readonly documents?: ColumnData;
}

export interface RowSupply {
  readonly columns: readonly Column[];
  readonly rows: number;
  /** Groups of rows that follow one another, with the bytes of each group, in order. */
  readonly sizes: readonly { readonly rows: number; readonly bytes: number }[];
  readonly facts: Facts;
  /** The facts that stay true whichever rows are written, and however often. */
  readonly rowFacts?: Facts;
  readonly tokens: number;
  /** Whether batches of the finished supply tell the documents of their rows. */
  readonly hasDocuments?: boolean;
  /** Rows [from, to), in order, in batches; each is lent until the next one is asked for. */
  read(from: number, to: number): AsyncIterable<SuppliedBatch> | Iterable<SuppliedBatch>;
}

/** The rows before they are laid out anew, and the parts that they lie in, where each belongs to one source. */
interface UnorderedRows {
  readonly supply: RowSupply;
  readonly parts: readonly SourcePart[] | undefined;
}

export const unorderedRows = oncePerJob((job): UnorderedRows => {
  const composer = composerOf(job);
  if (composer?.stage.composes === "stream") {
    const { stage, params } = composer;
    return { supply: tokenSupply(job, stage, params, tokenParts(job)), parts: undefined };
  }
  const streams = lastStreams(job);
  const isComposed = composer !== undefined;
  return {
    supply: isComposed ? composedSupply(streams) : documentSupply(streams),
    parts: streams.map(({ source, facts }) => ({
      source,
      rows: Number(isComposed ? facts.rows : facts.samples),
      bytes: Number(facts.bytes),
      amount: isComposed ? Number(facts.amount ?? 0) : Number(facts.characters),
    })),
  };
});

interface SourcePart {
  readonly source: string;
  readonly rows: number;
  readonly bytes: number;
  readonly amount: number;
}

/** The parts with the documents to be packed: as the stream phase left them, or in their new order. */
function tokenParts(job: Job): readonly Part[] {
  const ordering = job.plan.orders.find(({ of }) => of === "documents");
  return ordering === undefined ? lastStreams(job) : gatheredParts(job, ordering);
}

function documentSupply(parts: readonly Part[]): RowSupply {
  const sizes = parts.map(({ facts }) => ({ rows: Number(facts.samples), bytes: Number(facts.bytes) }));
  const rows = total(sizes.map((size) => size.rows));
  const columns = documentColumns(joinShapes(parts.map(({ facts }) => String(facts.shape))));
  return {
    columns,
    rows,
    sizes,
    facts: { documents: rows },
    tokens: 0,
    *read(from, to) {
      for (const { part, first, last } of partsWithin(parts, sizes, from, to)) {
        for (const batch of readSpillFrom(join(part.folder, "spill"), first, last))
          yield documentBatch(
            Array.from(batch, ({ sample }) => sample),
            columns,
          );
      }
    },
  };
}

function tokenSupply(
  job: Job,
  composer: StreamComposeStage,
  params: Readonly<Record<string, unknown>>,
  parts: readonly Part[],
): RowSupply {
  const stream = new TokenParts(
    parts.map(({ folder, facts }) => ({
      folder,
      tokens: Number(facts.tokens),
      documents: Number(facts.samples),
    })),
    Number(parts[0]?.facts.vocabulary ?? 0),
  );
  const open = composer.open(params, job.context);
  const { columns, rows, rowBytes, rowStart, rowTokens, facts } = open.plan(stream);
  const keepsOrigins = job.plan.recipe.origins === "keep";
  const addDocuments = (row: number, words: number[]): void => {
    const start = rowStart(row);
    addEntriesFrom(stream.documentsIn(start, start + rowTokens), start, words);
  };
  return {
    columns: keepsOrigins ? [...columns, rowDocuments] : columns,
    rows,
    sizes: [{ rows, bytes: rows * rowBytes }],
    facts: { ...facts, tokens: stream.tokens, documents: stream.documents },
    tokens: stream.tokens,
    async *read(from, to) {
      let row = from;
      try {
        for await (const batch of open.rows(stream, from, to)) {
          yield keepsOrigins ? withDocuments(batch, row, addDocuments) : batch;
          row += batch.rows;
        }
      } finally {
        stream.close();
      }
    },
  };
}

function withDocuments(
  { rows, columns }: RowBatch,
  first: number,
  addDocuments: (row: number, words: number[]) => void,
): RowBatch {
  const offsets = new Int32Array(rows + 1);
  const words: number[] = [];
  for (let row = 0; row < rows; row++) {
    addDocuments(first + row, words);
    offsets[row + 1] = words.length;
  }
  return { rows, columns: [...columns, { kind: "list", offsets, values: Int32Array.from(words) }] };
}

function composedSupply(parts: readonly Part[]): RowSupply {
  const counts: Record<string, number> = {};
  for (const { facts } of parts) {
    for (const [name, value] of Object.entries(parseFacts(facts.counts)))
      counts[name] = (counts[name] ?? 0) + Number(value);
  }
  const rowFacts = parseFacts(parts[0]?.facts.facts);
  return {
    ...spilledSupply(parts),
    rowFacts,
    facts: {
      ...rowFacts,
      ...counts,
      documents: total(parts.map(({ facts }) => Number(facts.samples))),
    },
    tokens: counts.tokens ?? 0,
  };
}

export function spilledSupply(
  parts: readonly Part[],
): Pick<RowSupply, "columns" | "rows" | "sizes" | "read"> {
  const open = ({ folder }: Part): RowSpill => new RowSpill(join(folder, "rows"));
  const [one] = parts;
  const sizes = parts.map((part) => open(part).sizes());
  const perPart = sizes.map((blocks) => ({ rows: total(blocks.map(({ rows }) => rows)) }));
  return {
    columns: one === undefined ? [] : open(one).columns,
    rows: total(perPart.map(({ rows }) => rows)),
    sizes: sizes.flat(),
    *read(from, to) {
      for (const { part, first, last } of partsWithin(parts, perPart, from, to))
        yield* open(part).read(first, last);
    },
  };
}

/** The parts that rows [from, to) lie in, with the rows counted inside each. */
function* partsWithin(
  parts: readonly Part[],
  sizes: readonly { readonly rows: number }[],
  from: number,
  to: number,
): Generator<{ part: Part; first: number; last: number }> {
  let start = 0;
  for (const [index, part] of parts.entries()) {
    const rows = sizes[index]?.rows ?? 0;
    const first = Math.max(from - start, 0);
    const last = Math.min(to - start, rows);
    if (first < last) yield { part, first, last };
    start += rows;
  }
}

function parseFacts(json: number | string | undefined): Facts {
  return JSON.parse(String(json ?? "{}")) as Facts;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0);
}
