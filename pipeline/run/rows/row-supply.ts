/** The rows of a whole dataset before they are cut into shards: in their final order, without what is only between phases. */
import type { Ordering } from "../../plan/orderings.js";
import { gatheredParts } from "../finished-parts.js";
import type { Job } from "../job.js";
import { readMixture } from "../order/mixture.js";
import { rowDocuments } from "./row-entries.js";
import { type RowSupply, spilledSupply, unorderedRows } from "./unordered-rows.js";

export function rowSupply(job: Job): RowSupply {
  const ordering = job.plan.orders.find(({ of }) => of === "rows");
  const { supply } = unorderedRows(job);
  return withoutInner(ordering === undefined ? supply : orderedSupply(job, ordering, supply));
}

/** The composer's counts hold for its rows taken once each. A mixture takes other rows, so its counts differ. */
function orderedSupply(job: Job, ordering: Ordering, unordered: RowSupply): RowSupply {
  const supply = spilledSupply(gatheredParts(job, ordering));
  const mixture = readMixture(job, ordering);
  if (mixture === undefined) return { ...unordered, ...supply };
  const tokens = mixture.measure === "tokens" ? mixture.got : 0;
  const { rowFacts = {} } = unordered;
  return {
    ...supply,
    facts: { ...rowFacts, ...(mixture.measure === "tokens" ? { tokens } : { documents: supply.rows }) },
    tokens,
  };
}

function withoutInner(supply: RowSupply): RowSupply {
  const kept = supply.columns.flatMap(({ name }, index) => (name.startsWith(".") ? [] : [index]));
  const documents = supply.columns.findIndex(({ name }) => name === rowDocuments.name);
  return {
    ...supply,
    columns: kept.map((index) => supply.columns[index]!),
    hasDocuments: documents >= 0,
    async *read(from, to) {
      for await (const { rows, columns } of supply.read(from, to)) {
        const batch = { rows, columns: kept.map((index) => columns[index]!) };
        yield documents < 0 ? batch : { ...batch, documents: columns[documents]! };
      }
    },
  };
}
