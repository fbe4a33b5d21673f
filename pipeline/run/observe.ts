/**
 * What the report shows of the texts of a run: a bounded number of examples, and histograms. Each split collects its own; they
 * are merged for the report.
 */

export const histogramBins = 24;
export const scoreBins = 20;
export const examplesPerReason = 3;
/** Of all languages together: records name theirs themselves. */
const mostPerReason = 32 * examplesPerReason;
const editsPerStage = 2;
const shownCharacters = 2000;

export interface DropExample {
  readonly stage: string;
  readonly reason: string;
  /** Undefined for what was no text. */
  readonly language: string | undefined;
  readonly id: string;
  readonly origin: string;
  readonly text: string;
}
export interface EditExample {
  readonly stage: string;
  readonly id: string;
  readonly before: string;
  readonly after: string;
  /** Whether the text goes on behind the excerpt. */
  readonly beforeGoesOn: boolean;
  readonly afterGoesOn: boolean;
}
export interface FailureExample {
  readonly stage: string;
  readonly code: string;
  readonly message: string;
  readonly origin: string;
  readonly raw: string;
}
export interface DuplicateExample {
  readonly stage: string;
  readonly id: string;
  readonly keeperId: string;
  readonly similarity: number;
  readonly text: string;
  readonly keeperText: string;
  /** The earlier run that kept it, whose index has no texts. */
  readonly keeperRun?: string;
}

export interface Observations {
  drops: DropExample[];
  edits: EditExample[];
  failures: FailureExample[];
  duplicates: DuplicateExample[];
  /** Samples by log2 of characters, before and after the phase. */
  lengthsBefore: number[];
  lengthsAfter: number[];
  /** Counts of scores by stage: [kept, dropped], over bins of the score squashed to 0..1 (see `scoreBin`). */
  scores: Record<string, { kept: number[]; dropped: number[] }>;
  /** Seconds by stage. Never enters a data file. */
  seconds: Record<string, number>;
}

export function emptyObservations(): Observations {
  return {
    drops: [],
    edits: [],
    failures: [],
    duplicates: [],
    lengthsBefore: new Array<number>(histogramBins).fill(0),
    lengthsAfter: new Array<number>(histogramBins).fill(0),
    scores: {},
    seconds: {},
  };
}

/** Bin 0 holds empty texts, bin i texts of 2^(i-1) to 2^i - 1 characters. */
export function lengthBin(characters: number): number {
  return Math.min(histogramBins - 1, 32 - Math.clz32(characters));
}

/** Shares (0..1) in 20 even bins; larger scores by log2, from bin 20 on. */
export function scoreBin(score: number): number {
  if (!(score > 0)) return 0;
  if (score <= 1) return Math.min(scoreBins - 1, Math.floor(score * scoreBins));
  return scoreBins + Math.min(histogramBins, Math.floor(Math.log2(score)));
}

/** Of each language some: where a stage removes most of one, its own texts show why. */
export function observeDrop(into: Observations, example: DropExample): void {
  let known = 0;
  let ofLanguage = 0;
  for (const { stage, reason, language } of into.drops) {
    if (stage !== example.stage || reason !== example.reason) continue;
    known++;
    if (language === example.language) ofLanguage++;
  }
  if (ofLanguage < examplesPerReason && known < mostPerReason)
    into.drops.push({ ...example, text: shorten(example.text) });
}

/** Keeps an edit, cut around the first place where the texts differ. */
export function observeEdit(
  into: Observations,
  stage: string,
  id: string,
  before: string,
  after: string,
): void {
  if (hasEdits(into, stage)) return;
  let same = 0;
  while (same < before.length && before.charCodeAt(same) === after.charCodeAt(same)) same++;
  const from = Math.max(0, same - 60);
  const to = from + 400;
  into.edits.push({
    stage,
    id,
    before: before.slice(from, to),
    after: after.slice(from, to),
    beforeGoesOn: before.length > to,
    afterGoesOn: after.length > to,
  });
}

/**
 * Whether a stage already has as many examples of edits as the report shows. A plain loop without a closure, since this is asked
 * for each sample that a stage changes.
 */
function hasEdits(into: Observations, stage: string): boolean {
  let known = 0;
  for (const edit of into.edits) if (edit.stage === stage) known++;
  return known >= editsPerStage;
}

export function observeFailure(into: Observations, example: FailureExample): void {
  const isLike = ({ stage, code }: FailureExample): boolean =>
    stage === example.stage && code === example.code;
  if (into.failures.filter(isLike).length < examplesPerReason) {
    into.failures.push({ ...example, raw: example.raw.slice(0, 500) });
  }
}

export function observeScore(into: Observations, stage: string, score: number, kept: boolean): void {
  let histogram = into.scores[stage];
  if (histogram === undefined) {
    const bins = scoreBins + histogramBins + 1;
    histogram = { kept: new Array<number>(bins).fill(0), dropped: new Array<number>(bins).fill(0) };
    into.scores[stage] = histogram;
  }
  const bin = scoreBin(score);
  const counts = kept ? histogram.kept : histogram.dropped;
  counts[bin] = (counts[bin] ?? 0) + 1;
}

/** Adds what one more split observed; examples stay bounded. */
export function addObservations(merged: Observations, part: Observations): void {
  for (const drop of part.drops) observeDrop(merged, drop);
  for (const edit of part.edits) {
    if (!hasEdits(merged, edit.stage)) merged.edits.push(edit);
  }
  for (const failure of part.failures) observeFailure(merged, failure);
  if (merged.duplicates.length < 10)
    merged.duplicates.push(...part.duplicates.slice(0, 10 - merged.duplicates.length));
  addInto(merged.lengthsBefore, part.lengthsBefore);
  addInto(merged.lengthsAfter, part.lengthsAfter);
  for (const [stage, { kept, dropped }] of Object.entries(part.scores)) {
    const into = merged.scores[stage];
    if (into === undefined) merged.scores[stage] = { kept: [...kept], dropped: [...dropped] };
    else {
      addInto(into.kept, kept);
      addInto(into.dropped, dropped);
    }
  }
  for (const [stage, seconds] of Object.entries(part.seconds))
    merged.seconds[stage] = (merged.seconds[stage] ?? 0) + seconds;
}

function addInto(into: number[], values: readonly number[]): void {
  values.forEach((value, index) => {
    into[index] = (into[index] ?? 0) + value;
  });
}

export function shorten(text: string): string {
  return text.length <= shownCharacters
    ? text
    : `${text.slice(0, shownCharacters)} … (${text.length} characters)`;
}
