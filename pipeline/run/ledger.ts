/** The ledger: for each stage, in + added = out + dropped + failed. Checked, never assumed. */

export interface StageLedger {
  readonly stage: string;
  in: number;
  out: number;
  /** Samples that a map made beyond one per input. */
  added: number;
  dropped: Record<string, number>;
  failed: Record<string, number>;
  /** Samples whose text a map changed, or else their title. */
  changed: number;
  /** What a stage found in the texts, by its own kinds (personal data, words by category); not samples. */
  found: Record<string, number>;
  /** UTF-16 units of text that entered. */
  units: number;
  /** Samples in and kept, by language: for the language guard. */
  languages: Record<string, [number, number]>;
}

export type Ledger = StageLedger[];

export function emptyStageLedger(stage: string): StageLedger {
  return {
    stage,
    in: 0,
    out: 0,
    added: 0,
    dropped: {},
    failed: {},
    changed: 0,
    found: {},
    units: 0,
    languages: {},
  };
}

type LanguageCount = StageLedger["languages"][string];

/** What a record says of its language, where it may be one: `zh`, `zho_Hans`, `中文`. Not `__proto__`, and not a page of text. */
const languageName = /^\p{L}[\p{L}\p{M}\p{N} ()_.-]{0,34}$/u;
/** Languages that are counted by name. There are 184 codes of two letters. */
const mostLanguages = 256;
/** Counts all the rest; also what the guess says of a text in a script that it does not know. */
const otherLanguages = "other";

/**
 * The ledger's counts of a stage, by language. A Map, because looking up changing property names makes V8 compile the loop around
 * it again and again.
 *
 * Records name their languages themselves. Where they name very many, the shortest names are counted, and among equals the first in
 * order: which these are depends neither on the order of samples nor on how they are split, so that sums over splits are exact.
 */
export class LanguageCounts {
  private readonly counts: Map<string, LanguageCount>;
  /** Language of the sample before, whose count is at hand: a corpus is mostly in one language. */
  private last: string | undefined;
  private lastCount: LanguageCount = [0, 0];

  constructor(private readonly languages: StageLedger["languages"]) {
    this.counts = new Map(Object.entries(languages));
  }

  of(language: string): LanguageCount {
    if (language === this.last) return this.lastCount;
    this.lastCount = this.counts.get(language) ?? this.begin(language);
    this.last = language;
    return this.lastCount;
  }

  private begin(language: string): LanguageCount {
    if (language !== otherLanguages && !this.isCounted(language)) return this.of(otherLanguages);
    const count: LanguageCount = [0, 0];
    this.languages[language] = count;
    this.counts.set(language, count);
    return count;
  }

  /** Whether a language that is new gets a count of its own, which may take the place of another one's. */
  private isCounted(language: string): boolean {
    if (!languageName.test(language)) return false;
    const named = [...this.counts.keys()].filter((name) => name !== otherLanguages);
    if (named.length < mostLanguages) return true;
    const least = named.reduce((one, other) => (comesBefore(one, other) ? other : one));
    if (comesBefore(least, language)) return false;
    const [entered, kept] = this.counts.get(least) ?? [0, 0];
    delete this.languages[least];
    this.counts.delete(least);
    const rest = this.of(otherLanguages);
    rest[0] += entered;
    rest[1] += kept;
    return true;
  }
}

function comesBefore(one: string, other: string): boolean {
  return one.length === other.length ? one < other : one.length < other.length;
}

export function count(counts: Record<string, number>, key: string, by = 1): void {
  counts[key] = (counts[key] ?? 0) + by;
}

export function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, value) => sum + value, 0);
}

/**
 * Checks one chain of stages: each adds up, and what leaves one enters the next.
 * A violation is a bug of the engine or a stage, and it must stop the run.
 */
export function checkLedger(ledger: Ledger, where: string): void {
  ledger.forEach((entry, index) => {
    const accounted = entry.out + total(entry.dropped) + total(entry.failed);
    if (entry.in + entry.added !== accounted) {
      throw new Error(
        `ledger of ${where}, stage ${entry.stage}: ${entry.in} in + ${entry.added} added, but ${accounted} accounted for`,
      );
    }
    const next = ledger[index + 1];
    if (next !== undefined && next.in !== entry.out) {
      throw new Error(
        `ledger of ${where}: ${entry.out} left ${entry.stage}, but ${next.in} entered ${next.stage}`,
      );
    }
  });
}

/** Adds the ledger of one more split to a sum, stage by stage. */
export function addLedger(sum: Ledger, ledger: Ledger): void {
  ledger.forEach((entry, index) => {
    let into = sum[index];
    if (into === undefined) {
      into = emptyStageLedger(entry.stage);
      sum[index] = into;
    }
    into.in += entry.in;
    into.out += entry.out;
    into.added += entry.added;
    into.changed += entry.changed;
    into.units += entry.units;
    for (const [key, value] of Object.entries(entry.dropped)) count(into.dropped, key, value);
    for (const [key, value] of Object.entries(entry.failed)) count(into.failed, key, value);
    for (const [key, value] of Object.entries(entry.found)) count(into.found, key, value);
    const languages = new LanguageCounts(into.languages);
    for (const [language, [entered, kept]] of Object.entries(entry.languages)) {
      const sums = languages.of(language);
      sums[0] += entered;
      sums[1] += kept;
    }
  });
}

/** What a whole run did with its records. */
export interface LedgerTotals {
  readonly records: number;
  readonly written: number;
  readonly dropped: number;
  readonly failed: number;
  readonly added: number;
  readonly stages: Ledger;
}

/** @param stages all stages of the run, each the sum of its splits */
export function totalsOf(stages: Ledger): LedgerTotals {
  const sum = (part: (entry: StageLedger) => number): number =>
    stages.reduce((before, entry) => before + part(entry), 0);
  return {
    records: stages[0]?.in ?? 0,
    written: stages.at(-1)?.out ?? 0,
    dropped: sum(({ dropped }) => total(dropped)),
    failed: sum(({ failed }) => total(failed)),
    added: sum(({ added }) => added),
    stages,
  };
}
