/** The decoders of a Hugging Face file: a list of steps from pieces to pieces, which are joined in the end. */
import { z } from "zod";
import type { Refuse } from "../unsupported.js";
import { type FilePart, readMembers } from "./file-part.js";
import { readMetaspace } from "./metaspace.js";

export type Decode = (pieces: string[]) => string[];

const replaceSchema = z.looseObject({
  pattern: z.object({ String: z.string().min(1) }),
  content: z.string(),
});
const stripSchema = z.looseObject({
  content: z.string().length(1),
  start: z.number().int().nonnegative(),
  stop: z.number().int().nonnegative(),
});

export function readDecoder(decoder: FilePart, refuse: Refuse): Decode {
  const steps = readSteps(decoder, refuse);
  return (pieces) => steps.reduce((decoded, step) => step(decoded), pieces);
}

function readSteps(decoder: FilePart, refuse: Refuse): Decode[] {
  // Without a decoder, pieces are set apart by spaces.
  if (decoder === null || decoder === undefined) return [(pieces) => [pieces.join(" ")]];
  switch (decoder.type) {
    case "Sequence":
      return readMembers(decoder.decoders, "decoder.decoders", refuse).flatMap((each) =>
        readSteps(each, refuse),
      );
    case "Fuse":
      return [(pieces) => [pieces.join("")]];
    case "ByteFallback":
      return [joinBytes];
    case "Replace": {
      const replace = replaceSchema.safeParse(decoder);
      if (!replace.success) return refuse("decoder", "a Replace by a pattern, expected a String");
      const { pattern, content } = replace.data;
      return [(pieces) => pieces.map((piece) => piece.replaceAll(pattern.String, () => content))];
    }
    case "Strip": {
      const strip = stripSchema.safeParse(decoder);
      if (!strip.success) return refuse("decoder", "a Strip without its numbers");
      const { content, start, stop } = strip.data;
      return [(pieces) => pieces.map((piece) => stripEnds(piece, content, start, stop))];
    }
    case "Metaspace": {
      const metaspace = readMetaspace(decoder, refuse);
      if (metaspace === undefined) return [];
      const { mark, prepends } = metaspace;
      return [
        (pieces) =>
          pieces.map((piece, index) =>
            index === 0 && prepends !== "never" ? piece.replaceAll(mark, "") : piece.replaceAll(mark, " "),
          ),
      ];
    }
    default:
      return refuse("decoder", `the decoder ${decoder.type} is not known`);
  }
}

/** Runs of `<0x41>` become the text of the bytes; a run that is no UTF-8 becomes as many U+FFFD. */
function joinBytes(pieces: string[]): string[] {
  const joined: string[] = [];
  let run: number[] = [];
  const endRun = (): void => {
    if (run.length === 0) return;
    try {
      joined.push(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(run)));
    } catch {
      joined.push("\ufffd".repeat(run.length));
    }
    run = [];
  };
  for (const piece of pieces) {
    if (/^<0x[0-9A-F]{2}>$/i.test(piece)) {
      run.push(Number.parseInt(piece.slice(3, 5), 16));
    } else {
      endRun();
      joined.push(piece);
    }
  }
  endRun();
  return joined;
}

function stripEnds(piece: string, content: string, start: number, stop: number): string {
  let from = 0;
  let to = piece.length;
  while (from < start && piece[from] === content) from++;
  while (to > from && piece.length - to < stop && piece[to - 1] === content) to--;
  return piece.slice(from, to);
}
