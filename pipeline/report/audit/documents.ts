/** The documents that a dedup stage saw: rows of the dataset, and what it or a later stage dropped. */
import { z } from "zod";
import { UserError } from "../../contracts/errors.js";
import { asideFiles } from "../../dataset/aside-files.js";
import type { Dataset } from "../../dataset/open-dataset.js";
import { linesOf } from "../../storage/lines.js";
import { readBytes } from "../../storage/read-bytes.js";

export interface AuditedDocument {
  readonly id: string;
  readonly text: string;
  /** Present when the stage removed it. */
  readonly removal: { readonly keeper: string; readonly similarity: number } | undefined;
}

const reject = z.object({
  stage: z.string(),
  id: z.string(),
  text: z.string(),
  keeper: z.string().optional(),
  similarity: z.number().optional(),
});

/** Always in the same order. Memory: one batch of rows, one line. */
export async function* auditedDocuments(
  dataset: Dataset,
  stage: string,
): AsyncGenerator<AuditedDocument, void, undefined> {
  for await (const { id, text } of dataset.readRows(0, dataset.rows))
    yield { id: String(id), text: String(text), removal: undefined };
  const names = dataset.manifest.recipe.stages.map((use) => use.stage);
  const from = names.indexOf(stage);
  const passed = new Set(names.slice(from + 1));
  for (const file of asideFiles(dataset.folder, "rejects")) {
    for await (const line of linesOf(readBytes(file))) {
      const { stage: dropper, id, text, keeper, similarity } = parseReject(line, file);
      if (dropper === stage && keeper !== undefined && similarity !== undefined)
        yield { id, text, removal: { keeper, similarity } };
      else if (passed.has(dropper)) yield { id, text, removal: undefined };
    }
  }
}

function parseReject(line: Buffer, file: string): z.output<typeof reject> {
  try {
    return reject.parse(JSON.parse(line.toString("utf8")));
  } catch {
    throw new UserError("bad-rejects", "a line of the rejects is broken", "See `wudao verify`", { file });
  }
}
