/**
 * Phrases that begin within another one and end behind it, where that may take a part of it away.
 *
 * Once a step has matched a phrase whole, it goes on behind it; where that step is the segmentation, so do all later ones: of 執行程式碼 the
 * regional step takes 執行 and goes on at 程, and its 行程 is not looked for. So only phrases of other steps matter, and those of earlier steps
 * always do. In 4 MB of manuals 191 phrases were crossed by ones that did not matter.
 */
import type { Dictionary, FormDictionaries } from "./forms.js";

/** Beginnings of phrases -> the units that stand behind them in one. */
export type Beginnings = ReadonlyMap<string, ReadonlySet<number>>;

const steps = ["normalize", "segment", "regional", "simplify"] as const;
type Step = (typeof steps)[number];

export class CrossingPhrases {
  private readonly all: Beginnings;
  private readonly except: ReadonlyMap<Step, Beginnings>;

  /** @param written words of the last step as they are written in the regional form */
  constructor(
    phrases: ReadonlySet<string>,
    private readonly dictionaries: FormDictionaries,
    written: ReadonlySet<string>,
  ) {
    const stepsOf = new Map(
      [...phrases].map((phrase) => [
        phrase,
        steps.filter(
          (step) => dictionaries[step]?.has(phrase) === true || (step === "simplify" && written.has(phrase)),
        ),
      ]),
    );
    this.all = unitsBehindBeginnings(phrases);
    this.except = new Map(
      steps.map((step) => [
        step,
        unitsBehindBeginnings(
          [...phrases].filter((phrase) => !comesTooLate(stepsOf.get(phrase) ?? [], step)),
        ),
      ]),
    );
  }

  /** Of the phrases that may take a part of this one away. */
  beginnings(phrase: string): Beginnings {
    const step = this.matchedBy(phrase);
    return (step && this.except.get(step)) ?? this.all;
  }

  /** The step that matches a phrase whole, as no earlier one touches it. */
  private matchedBy(phrase: string): Step | undefined {
    for (const step of steps) {
      const dictionary = this.dictionaries[step];
      if (dictionary?.has(phrase)) return step;
      if (dictionary !== undefined && holdsWord(phrase, dictionary)) return undefined;
    }
    return undefined;
  }
}

/** Whether a phrase that these steps know is matched by none of them within one that `step` has matched. */
function comesTooLate(its: readonly Step[], step: Step): boolean {
  if (its.length === 0) return false;
  return step === "segment" ? !its.includes("normalize") : its.every((one) => one === step);
}

function holdsWord(phrase: string, dictionary: Dictionary): boolean {
  for (let start = 0; start < phrase.length; start++)
    for (let end = start + 1; end <= phrase.length; end++)
      if (dictionary.has(phrase.slice(start, end))) return true;
  return false;
}

export function unitsBehindBeginnings(phrases: Iterable<string>): Beginnings {
  const following = new Map<string, Set<number>>();
  for (const phrase of phrases)
    for (let i = 1; i < phrase.length; i++)
      following.set(
        phrase.slice(0, i),
        (following.get(phrase.slice(0, i)) ?? new Set()).add(phrase.charCodeAt(i)),
      );
  return following;
}
