/** Two finished runs side by side: which documents came, went or changed, and for what reason. */
import { join } from "node:path";
import { openDataset } from "../../dataset/open-dataset.js";
import { type Described, type Fate, Fates, listsKept } from "./fates.js";

/** From one fate to another; `absent` where the other run did not have the document at all. */
export interface Change {
  readonly from: string;
  readonly to: string;
  documents: number;
  readonly examples: { readonly before: Described | undefined; readonly after: Described | undefined }[];
}

export interface Comparison {
  /** Documents with the same fate and the same text in both runs. */
  readonly unchanged: number;
  readonly changes: readonly Change[];
  /** False when a run wrote rows of tokens: its kept documents are not listed, and count as `absent`. */
  readonly listsKept: boolean;
}

/**
 * @param temporary folder for the sorted fates of both runs: 48 bytes a document
 * @param examples  documents that are read again for each change
 */
export async function compareRuns(
  before: string,
  after: string,
  temporary: string,
  examples: number,
): Promise<Comparison> {
  const datasets = [await openDataset(before), await openDataset(after)] as const;
  const listAll = datasets.every((each) => listsKept(each) && each.manifest.recipe.rejects === "keep");
  const old = await Fates.of(datasets[0], join(temporary, "before"), listAll);
  const young = await Fates.of(datasets[1], join(temporary, "after"), listAll);
  const changes = new Map<string, Change>();
  let unchanged = 0;
  for (const [was, is] of pairs(old.sorted(), young.sorted())) {
    if (was?.fate === is?.fate && was?.text === is?.text) {
      unchanged++;
      continue;
    }
    const from = was?.fate ?? "absent";
    const to = is?.fate ?? "absent";
    const name = `${from}\n${to}`;
    let change = changes.get(name);
    if (change === undefined) {
      change = { from, to, documents: 0, examples: [] };
      changes.set(name, change);
    }
    change.documents++;
    if (change.examples.length < examples)
      change.examples.push({ before: await described(old, was), after: await described(young, is) });
  }
  return {
    unchanged,
    changes: [...changes.values()].sort((a, b) => b.documents - a.documents || (a.from < b.from ? -1 : 1)),
    listsKept: old.listsKept && young.listsKept,
  };
}

async function described(fates: Fates, fate: Fate | undefined): Promise<Described | undefined> {
  return fate === undefined ? undefined : fates.describe(fate);
}

/** Both sides of each key, in order. */
function* pairs(
  left: Iterator<Fate>,
  right: Iterator<Fate>,
): Generator<readonly [Fate | undefined, Fate | undefined]> {
  let was: Fate | undefined = next(left);
  let is: Fate | undefined = next(right);
  while (was !== undefined || is !== undefined) {
    if (is === undefined || (was !== undefined && was.key < is.key)) {
      yield [was, undefined];
      was = next(left);
    } else if (was === undefined || is.key < was.key) {
      yield [undefined, is];
      is = next(right);
    } else {
      yield [was, is];
      was = next(left);
      is = next(right);
    }
  }
}

function next(fates: Iterator<Fate>): Fate | undefined {
  const { done, value } = fates.next() as IteratorResult<Fate, undefined>;
  return done === true ? undefined : value;
}
