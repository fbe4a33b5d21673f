/** What each row of a composer carries when an ordering follows: the hash of its record's id, and its tokens. */
import type { Column } from "../../contracts/rows.js";

export const unitFacts: Column = {
  name: ".unit",
  type: { kind: "fixed-list", item: "int32", length: 2 },
  nullable: false,
};
