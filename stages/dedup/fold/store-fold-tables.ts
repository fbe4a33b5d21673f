/**
 * Stores the tables of all foldings beside the compiled code; a part of `npm run build`:
 *
 *     node dist/stages/dedup/fold/store-fold-tables.js
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { buildFoldTables } from "./build-fold-tables.js";
import { foldings, storedFoldTables } from "./fold-tables.js";

mkdirSync(new URL(".", storedFoldTables("full")), { recursive: true });
for (const folding of foldings) {
  const { plane, alone, astral } = buildFoldTables(folding);
  const parts = [plane, alone, astral].map(({ buffer }) => Buffer.from(buffer));
  writeFileSync(storedFoldTables(folding), Buffer.concat(parts));
}
