/** Pieces of SentencePiece by name and as text. */
import type { TokenNames } from "../tokenizer.js";
import type { SentencePieceFile } from "./model-file.js";

export class PieceNames implements TokenNames {
  readonly size: number;
  private readonly ids: ReadonlyMap<string, number>;

  constructor(private readonly file: SentencePieceFile) {
    this.size = file.pieces.length;
    this.ids = new Map(file.pieces.map(({ text }, id) => [text, id]));
  }

  find(token: string): number | undefined {
    return this.ids.get(token);
  }

  /** Source: `SentencePieceProcessor::Decode`. */
  decode(ids: ArrayLike<number>): string {
    const { addsDummyPrefix, removesExtraSpaces } = this.file.normalizer;
    const parts: (string | number)[] = [];
    let isStart = addsDummyPrefix || removesExtraSpaces;
    for (const id of Array.from(ids)) {
      const piece = this.file.pieces[id];
      if (piece === undefined || piece.type === "control") continue;
      if (piece.type === "byte") {
        parts.push(Number.parseInt(piece.text.slice(3, 5), 16));
        isStart = false;
        continue;
      }
      let text = piece.type === "unknown" ? this.file.unknownSurface : piece.text;
      if (isStart && piece.type !== "unknown" && text.startsWith("\u2581")) {
        text = text.slice(1);
        // When extra spaces are removed, all spaces at the beginning of a text are left out.
        if (!removesExtraSpaces || text !== "") isStart = false;
      } else {
        isStart = false;
      }
      parts.push(piece.type === "unknown" ? text : text.replaceAll("\u2581", " "));
    }
    return joinBytes(parts);
  }
}

/** Strings and, between them, bytes of UTF-8; each that belongs to no character is U+FFFD. */
function joinBytes(parts: readonly (string | number)[]): string {
  const bytes: Buffer[] = parts.map((part) =>
    typeof part === "number" ? Buffer.of(part) : Buffer.from(part, "utf8"),
  );
  return Buffer.concat(bytes).toString("utf8");
}
