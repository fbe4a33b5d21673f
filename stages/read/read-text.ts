/**
 * Reads plain text, as books and many Chinese corpora come: a file is a document, or each of its paragraphs or lines is one. Charset and
 * compression are told from the content.
 *
 * Plain files of lines may be cut at any byte. Of other files each split goes through what stands before it (`SplitWindow`).
 */
import { isUtf8 } from "node:buffer";
import { z } from "zod";
import { defineSource, type ReadResult, type Split } from "../../pipeline/contracts/stage.js";
import { decompress, detectCompression, isUnpacked } from "../../pipeline/storage/compression/compression.js";
import { readBytes, readHead, sizeOfFile } from "../../pipeline/storage/read-bytes.js";
import { charsetOf } from "../text/charset/declared-charset.js";
import { peek } from "./bytes/block-streams.js";
import { sniffBytes, withoutCutCharacter } from "./bytes/encoding.js";
import { failure, wrongPacking } from "./bytes/failure.js";
import { adviceFor } from "./bytes/foreign-format.js";
import { textEndings } from "./bytes/packed-endings.js";
import { isPart, SplitWindow } from "./bytes/split-window.js";
import { expectUnchanged } from "./bytes/unchanged.js";
import { batchParameter, recordLimitParameter } from "./read-parameters.js";
import { foreignIn, isWide, toldCharset } from "./text/text-charset.js";
import { wholeFile } from "./text/text-document.js";
import { readLines } from "./text/text-lines.js";

const parameters = z.strictObject({
  "sample-by": z
    .enum(["document", "paragraph", "line"])
    .default("document")
    .describe(
      "What becomes a sample: document, the whole file; paragraph, lines up to a blank one; line, each line. Blank ones are none.",
    ),
  encoding: z
    .string()
    .refine((name) => name === "auto" || charsetOf(name) !== undefined, "a charset, or auto")
    .default("auto")
    .describe(
      "Charset of the files, such as utf-8, gbk, big5 or utf-16le; auto tells it from a byte order mark or the text (of paragraphs and lines, the first 256 KiB).",
    ),
  "max-record-bytes": recordLimitParameter(32 * 2 ** 20),
  "batch-bytes": batchParameter(2 ** 20, "texts"),
});

type Params = z.output<typeof parameters>;

export const readText = defineSource({
  name: "read-text",
  summary:
    "Reads plain text in any charset, plain or packed: a document a file, or each paragraph or line as one; files that are no text are told.",
  source: "sample-by as in Hugging Face datasets' text loader; charsets of the WHATWG Encoding Standard",
  parameters,
  reasons: { "empty-file": "The file holds no text." },
  cost: { memoryBytes: 128 << 20 },
  endings: textEndings,
  divisible: (file, params) => params["sample-by"] === "line" && /\.txt$/i.test(file),
  unwinds: () => true,
  read: readSplit,
});

async function* readSplit(split: Split, params: Params): AsyncGenerator<readonly ReadResult[]> {
  const { file, start } = split;
  const size = await sizeOfFile(file);
  if (isPart(split, size) || split.divisible) expectUnchanged(split, size);
  const refuse = (code: string, message: string, head?: Buffer): readonly ReadResult[] =>
    start > 0 ? [] : [failure(`${file}@0`, code, message, head?.subarray(0, 64))];
  const compression = detectCompression(await readHead(file, 6));
  if (!isUnpacked(compression)) {
    yield refuse(...wrongPacking(compression));
    return;
  }
  const from = { place: 0 };
  const unpacked = decompress((at) => readBytes(file, at), compression, from);
  const { head, rest, close } = await peek(unpacked, sniffBytes, from);
  // A character of UTF-8 that the end of the head cuts in two says nothing of the charset.
  const begun = withoutCutCharacter(head);
  const told = toldCharset(params.encoding, isUtf8(begun) ? begun : head);
  const { charset } = told;
  const isWhole = params["sample-by"] === "document";
  const foreign = foreignIn(head, told, isWhole);
  if (foreign !== undefined) {
    await close();
    yield refuse(
      "unsupported-format",
      `the file is ${foreign}; expected plain text: ${adviceFor(foreign)}`,
      head,
    );
    return;
  }
  // Planned as lines, in splits without number: where their ends cannot be found from any byte on, the first split reads them all.
  const fromAnywhere = split.divisible && compression === "none" && !isWide(charset);
  if (start > 0 && (isWhole || (split.divisible && !fromAnywhere))) await close();
  else if (isWhole) yield [await wholeFile(split, params, rest)];
  else if (fromAnywhere) {
    await close();
    // Begin one byte earlier: a line feed there shows that a line begins exactly at `start`.
    const offset = Math.max(0, start - 1);
    const blocks = readBytes(file, offset);
    yield* readLines(split, params, charset, { blocks, offset, skipFirst: start > 0, limit: split.end });
  } else {
    const window =
      isPart(split, size) && !split.divisible
        ? new SplitWindow(split, size, compression === "none")
        : undefined;
    const limit = Number.POSITIVE_INFINITY;
    yield* readLines(split, params, charset, {
      blocks: rest,
      offset: 0,
      skipFirst: false,
      limit,
      window,
      from,
    });
  }
}
