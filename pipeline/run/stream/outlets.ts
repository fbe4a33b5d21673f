/** Where the samples of a stream task go: to a spill with sketches, to tokens, or to a composer's rows. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { RowCells } from "../../contracts/batch-builder.js";
import type { Sample } from "../../contracts/sample.js";
import type { EmitRow, RowComposer, RowComposeStage, Sketcher, Vocabulary } from "../../contracts/stage.js";
import { OriginsWriter } from "../../storage/spills/document-origins.js";
import { RowSpillWriter } from "../../storage/spills/row-spill.js";
import { SpillWriter } from "../../storage/spills/spill.js";
import { TokenSpillWriter } from "../../storage/spills/token-spill.js";
import { originsPath } from "../folders.js";
import type { Job } from "../job.js";
import { hashOf, hashOfText } from "../order/order-hash.js";
import { unitFacts } from "../order/unit-column.js";
import { entriesOf, rowDocuments } from "../rows/row-entries.js";
import { ShapeCounter } from "../rows/row-shape.js";
import { temporaryPath } from "../temporaries.js";
import type { OpenStep } from "./chain.js";
import { composerOf } from "./composer-of.js";

/** Takes what leaves the chain. */
export interface Outlet {
  /** An additional last step of the chain: composers may drop samples, and fail on them, as other stages do. */
  readonly step?: OpenStep;
  take(sample: Sample): void;
  finish(): Promise<Readonly<Record<string, number | string>>>;
  /** Files that it published outside the task's folder; asked after `finish`. */
  published?(): readonly string[];
}

/** @param barriers the barriers that follow the segment; none before the write phase */
export async function openOutlet(
  job: Job,
  barriers: readonly number[],
  split: number,
  folder: string,
): Promise<Outlet> {
  const composer = composerOf(job);
  if (barriers.length > 0 || composer === undefined) return sampleOutlet(job, barriers, folder);
  const { stage, params } = composer;
  return stage.composes === "stream"
    ? tokenOutlet(job, split, folder)
    : rowOutlet(job, stage, params, split, folder);
}

async function sampleOutlet(job: Job, barriers: readonly number[], folder: string): Promise<Outlet> {
  const { plan, stages, context, catalogue } = job;
  const spill = new SpillWriter(join(folder, "spill"));
  const sketchers: Sketcher[] = [];
  for (const index of barriers) {
    const stage = stages[index];
    if (stage?.kind !== "barrier") throw new Error(`stage ${index} is no barrier`);
    const sketchFolder = join(folder, `sketch-${index}`);
    mkdirSync(sketchFolder, { recursive: true });
    sketchers.push(
      await stage.openSketch(
        sketchFolder,
        plan.partitions[index] ?? 1,
        plan.recipe.stages[index]?.params ?? {},
        context,
      ),
    );
  }
  let characters = 0;
  const shape = new ShapeCounter();
  return {
    take(sample) {
      const ordinal = spill.samples;
      // The language is stored for the barriers and the next segment. It is cheap to tell here, where the last stages have just
      // scanned the text.
      const language =
        barriers.length === 0 ? undefined : (sample.lang ?? catalogue.guessLanguage(sample.text));
      spill.write(sample, language);
      shape.add(sample);
      characters += sample.text.length;
      for (const sketcher of sketchers) sketcher.add(sample, ordinal);
    },
    async finish() {
      spill.finish();
      for (const sketcher of sketchers) await sketcher.finish();
      return { samples: spill.samples, bytes: spill.bytes, characters, shape: shape.toFact() };
    },
  };
}

async function tokenOutlet(job: Job, split: number, folder: string): Promise<Outlet> {
  const vocabulary = await vocabularyOf(job);
  if (vocabulary === undefined) throw new Error("no stage of the recipe makes tokens");
  const { size } = vocabulary;
  const spill = new TokenSpillWriter(folder, size);
  const origins = openOrigins(job, split);
  let characters = 0;
  return {
    take(sample) {
      if (sample.tokens === undefined) throw new Error(`sample ${sample.id} has no tokens`);
      const { prompt } = sample.meta;
      // The tokenizer reuses its buffer: without a copy, the tokens of the prompt would overwrite those of the text.
      origins?.write(sample);
      const id = hashOfText(sample.id);
      if (typeof prompt === "string") spill.write(sample.tokens.slice(), vocabulary.encode(prompt), id);
      else spill.write(sample.tokens, undefined, id);
      characters += sample.text.length;
    },
    finish() {
      spill.finish();
      origins?.finish();
      return Promise.resolve({
        samples: spill.documents,
        tokens: spill.tokens,
        vocabulary: size,
        ...endOfTextFact(vocabulary),
        characters,
      });
    },
    published: () => origins?.files ?? [],
  };
}

async function rowOutlet(
  job: Job,
  stage: RowComposeStage,
  params: Readonly<Record<string, unknown>>,
  split: number,
  folder: string,
): Promise<Outlet> {
  const vocabulary = await vocabularyOf(job);
  const composer = await stage.open(params, job.context, vocabulary);
  const isOrdered = job.plan.orders.some(({ of }) => of === "rows");
  const origins = openOrigins(job, split);
  const columns = [
    ...composer.columns,
    ...(isOrdered ? [unitFacts] : []),
    ...(origins === undefined ? [] : [rowDocuments]),
  ];
  const spill = new RowSpillWriter(join(folder, "rows"), columns);
  const facts = new RowFacts(composer);
  let taken = -1;
  const emit: EmitRow = (cells, told) => {
    const own = facts.next(cells);
    const documents = told ?? (composer.joins === true ? [] : [{ start: 0, taken, offset: 0 }]);
    spill.write([
      ...cells,
      ...(isOrdered ? [own] : []),
      ...(origins === undefined ? [] : [entriesOf(documents, split)]),
    ]);
  };
  let samples = 0;
  let characters = 0;
  return {
    step: {
      name: stage.name,
      run: {
        kind: "compose",
        take: (sample) => {
          facts.begin(sample.id);
          taken++;
          origins?.write(sample);
          return composer.take(sample, emit);
        },
      },
    },
    take(sample) {
      samples++;
      characters += sample.text.length;
    },
    finish() {
      facts.begin("");
      composer.finish(emit);
      spill.finish();
      origins?.finish();
      return Promise.resolve({
        samples,
        characters,
        rows: spill.rows,
        bytes: spill.bytes,
        amount: facts.tokens,
        ...endOfTextFact(vocabulary),
        facts: JSON.stringify(composer.facts),
        counts: JSON.stringify(composer.counts?.() ?? {}),
      });
    },
    published: () => origins?.files ?? [],
  };
}

/** Where the documents of a split come from; undefined when the recipe keeps no origins. */
function openOrigins(job: Job, split: number): OriginsWriter | undefined {
  if (job.plan.recipe.origins === "none") return undefined;
  return new OriginsWriter(originsPath(job.output, split), temporaryPath);
}

/** What an ordering wants to know of each row: a hash that stays the same wherever its record stands, and its tokens. */
class RowFacts {
  tokens = 0;
  private id = 0;
  private rows = 0;

  constructor(private readonly composer: RowComposer) {}

  /** The rows that follow are made while the sample with this id is taken. */
  begin(id: string): void {
    this.id = hashOfText(id);
    this.rows = 0;
  }

  next(cells: RowCells): readonly [hash: number, tokens: number] {
    const before = this.tokens;
    this.tokens = this.composer.counts?.().tokens ?? before + longestList(cells);
    return [hashOf(this.id, this.rows++) | 0, this.tokens - before];
  }
}

/** Tokens of a row whose composer counts none. */
function longestList(cells: RowCells): number {
  return cells.reduce<number>(
    (most, cell) =>
      typeof cell === "object" && cell !== null && "length" in cell ? Math.max(most, cell.length) : most,
    0,
  );
}

/** Told in the manifest, whatever makes rows of the tokens: trainers and samplers stop at it. */
function endOfTextFact(vocabulary: Vocabulary | undefined): Readonly<Record<string, number>> {
  return vocabulary?.endOfText === undefined ? {} : { "end-of-text": vocabulary.endOfText };
}

/** What the tokens of the recipe stand for; undefined where no stage makes any. */
export async function vocabularyOf(job: Job): Promise<Vocabulary | undefined> {
  const index = job.stages.findIndex((stage) => stage.kind === "map" && stage.vocabulary !== undefined);
  const tokenizer = job.stages[index];
  if (tokenizer?.kind !== "map" || tokenizer.vocabulary === undefined) return undefined;
  return tokenizer.vocabulary(job.plan.recipe.stages[index]?.params ?? {}, job.context);
}
