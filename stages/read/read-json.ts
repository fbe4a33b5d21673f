/** Reads JSON records into documents: which field is the text, which the key, the title, the address, the language. */
import { z } from "zod";
import { defineSource } from "../../pipeline/contracts/stage.js";
import { isPlainLines, jsonEndings } from "./bytes/packed-endings.js";
import { readJsonSplit } from "./json/json-split.js";
import {
  batchParameter,
  documentParameters,
  encodingParameter,
  recordLimitParameter,
} from "./read-parameters.js";
import { documentShape } from "./records/document-record.js";
import { recordFields } from "./records/record-sample.js";

const parameters = z.strictObject({
  ...documentParameters("Field"),
  encoding: encodingParameter,
  "max-record-bytes": recordLimitParameter(64 * 2 ** 20),
  "batch-bytes": batchParameter(128 * 2 ** 10),
});

export const readJson = defineSource({
  name: "read-json",
  summary:
    "Reads JSON Lines or JSON arrays, plain or packed, with every broken record told with its place; whole numbers beyond 2^53, and all beyond 1.8e308, become texts of their digits.",
  source:
    "RFC 8259 (JSON), RFC 1952 (gzip), RFC 8878 (zstd), bzip2 1.0.8, The .xz File Format 1.2.1; field names of WuDaoCorpora (Yuan et al. 2021, AI Open 2)",
  parameters,
  cost: { memoryBytes: 48 << 20 },
  endings: jsonEndings,
  divisible: isPlainLines,
  unwinds: (file) => !isPlainLines(file),
  read: (split, params) => readJsonSplit(split, params, documentShape(split, recordFields(params))),
});
