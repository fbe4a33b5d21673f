/** Draws the form of each row and makes it: spans, sentences or generation, with targets, loss mask and positions. */
import { z } from "zod";
import type { RowCells } from "../../../pipeline/contracts/batch-builder.js";
import type { EmitRow, RowComposer, StageContext, Vocabulary } from "../../../pipeline/contracts/stage.js";
import { SeededRandom } from "../seeded-random.js";
import { tokenType } from "../token-type.js";
import { type Block, generateEnd, infill } from "./blocks.js";
import { glmColumns } from "./columns.js";
import { SentenceEnds } from "./sentence-ends.js";
import { blankSpans, placeSpans, sentenceSpans, spanWeights } from "./spans.js";
import { type GlmTokens, glmTokens } from "./special-tokens.js";
import { Windows } from "./windows.js";

const share = z.number().min(0).max(1);

export const glmParameters = z.strictObject({
  "sequence-length": z.int().min(16).max(65_536).default(512).describe("tokens of a row before blanking"),
  "mask-share": share
    .default(0.5)
    .describe("share of rows with blanked spans ([MASK]); GLM-10B: 0.5, large: 0.4"),
  "sentence-share": share
    .default(0.3)
    .describe("share of rows with blanked sentences ([sMASK]); the other rows are generation ([gMASK])"),
  "mask-ratio": share
    .default(0.15)
    .describe("share of a row's tokens that is blanked in the first two forms"),
  "span-mean": z
    .number()
    .min(1)
    .max(20)
    .default(3)
    .describe("mean length of blanked spans in tokens (Poisson, 1 to 39)"),
  "generation-ratio": share.default(0.25).describe("least share of a row that is generated"),
  "end-share": share
    .default(0.5)
    .describe("share of generation rows whose end is generated; the others generate one span inside"),
  "hidden-share": share
    .default(0.1)
    .describe("share of the tokens of [MASK] spans that become dBLOCK on input"),
  "short-share": share.default(0.02).describe("share of rows that are cut into several short ones"),
  coverage: z
    .enum(["draw", "cover"])
    .default("draw")
    .describe(
      "long documents: `draw` takes random windows, as many as the length asks for, as GLM does; `cover` cuts windows end to end and loses no token",
    ),
  "special-order": z
    .enum(["chinese", "english"])
    .default("chinese")
    .describe("order of the special tokens that are appended behind the vocabulary"),
});

type Params = z.output<typeof glmParameters>;

/** Draws of spans for one row before it becomes a generation row: the released code gives such rows up. */
const attempts = 16;

export function glmComposer(params: Params, { seed }: StageContext, vocabulary: Vocabulary): RowComposer {
  const length = params["sequence-length"];
  const special = glmTokens(vocabulary, params["special-order"]);
  // Each blanked span adds its mask and its sop.
  const rowLength = length + 2 * Math.max(1, Math.ceil(length * params["mask-ratio"]));
  const ends = new SentenceEnds(vocabulary);
  const maker = new BlockMaker(params, special, ends);
  const windows = new Windows({ length, coverage: params.coverage, cls: special.ids["[CLS]"], ends });
  let random = new SeededRandom(seed, "");
  let tokens = 0;
  let withEnd = new Uint32Array(1 << 14);
  // Documents that make no row of their own still count as taken.
  const takenOf: number[] = [];
  let taken = -1;
  const rowsOf = (row: number[], takes: readonly number[], emit: EmitRow): void => {
    const documents = takes.map((at) => ({ start: undefined, taken: takenOf[at] ?? 0, offset: 0 }));
    for (const piece of maker.shorten(row, random)) {
      const { block, mode } = maker.make(piece, random);
      tokens += block.text.length;
      emit(cellsOf(block, mode, rowLength), documents);
    }
  };
  return {
    columns: glmColumns(tokenType(special.size), rowLength),
    facts: {
      "sequence-length": length,
      "row-length": rowLength,
      "vocabulary-size": special.size,
      "special-tokens": special.listing,
    },
    joins: true,
    take({ id, tokens: ids }, emit) {
      taken++;
      if (ids === undefined || ids.length === 0) return "empty";
      if (withEnd.length <= ids.length) withEnd = new Uint32Array(2 * ids.length);
      withEnd.set(ids);
      const { eos } = special.ids;
      const has = ids[ids.length - 1] === eos;
      withEnd[ids.length] = eos;
      random = new SeededRandom(seed, id);
      takenOf.push(taken);
      windows.add(withEnd.subarray(0, ids.length + (has ? 0 : 1)), random, (row, takes) =>
        rowsOf(row, takes, emit),
      );
      return undefined;
    },
    finish: (emit) => windows.finish((row, takes) => rowsOf(row, takes, emit)),
    counts: () => ({
      tokens,
      "left-out-tokens": windows.dropped,
      "repeated-tokens": windows.repeated,
      ...maker.rows,
    }),
  };
}

/** Draws the form of a row and makes it. */
class BlockMaker {
  readonly rows = { "mask-rows": 0, "sentence-rows": 0, "generation-rows": 0, "short-rows": 0 };
  private readonly weights: readonly number[];
  private readonly marks: { readonly eos: number; readonly cls: number };

  constructor(
    private readonly params: Params,
    private readonly special: GlmTokens,
    private readonly ends: SentenceEnds,
  ) {
    this.weights = spanWeights(params["span-mean"]);
    this.marks = { eos: special.ids.eos, cls: special.ids["[CLS]"] };
  }

  /** split_samples: a row in 50 gives as many pieces of one random length as it has room for. */
  shorten(row: number[], random: SeededRandom): number[][] {
    const { "short-share": shortShare, "sequence-length": length } = this.params;
    if (length < 64 || random.next() >= shortShare) return [row];
    const target = 32 + random.below(length - 33);
    const body = row.slice(1);
    const pieces = Math.floor((length - 1) / target);
    this.rows["short-rows"] += pieces;
    return Array.from({ length: pieces }, () => [this.marks.cls, ...this.piece(body, target, random)]);
  }

  private piece(body: readonly number[], target: number, random: SeededRandom): readonly number[] {
    if (target >= body.length) return body;
    const endsAt = (at: number): boolean =>
      this.ends.has(body[at - 1] ?? 0) || body[at - 1] === this.marks.eos;
    let start = random.below(body.length - target);
    while (start > 0 && (body[start] === this.marks.eos || !endsAt(start))) start--;
    let end = start + target;
    while (end > start && !endsAt(end)) end--;
    if (end - start < Math.floor(target / 2)) end = start + target;
    return body.slice(start, end);
  }

  make(tokens: readonly number[], random: SeededRandom): { block: Block; mode: string } {
    const { "mask-share": mask, "sentence-share": sentence, "mask-ratio": ratio } = this.params;
    const form = random.next();
    if (form < mask) {
      for (let attempt = 0; attempt < attempts; attempt++) {
        const spans = blankSpans(tokens, ratio, this.weights, this.marks, random);
        if (spans === undefined || spans.length === 0) continue;
        this.rows["mask-rows"]++;
        return {
          block: this.infill(tokens, spans, "[MASK]", this.params["hidden-share"], random),
          mode: "bert",
        };
      }
    } else if (form < mask + sentence) {
      const spans = sentenceSpans(tokens, ratio, this.marks, this.ends, random);
      if (spans.length > 0) {
        this.rows["sentence-rows"]++;
        return { block: this.infill(tokens, spans, "[sMASK]", 0, random), mode: "sentence" };
      }
    }
    this.rows["generation-rows"]++;
    return { block: this.generation(tokens, random), mode: "gpt" };
  }

  /** The end of the row, always where it joins several documents; else in half of the rows a span inside. */
  private generation(tokens: readonly number[], random: SeededRandom): Block {
    const least = Math.floor(this.params["generation-ratio"] * tokens.length);
    const most = Math.max(least, tokens.length - 2);
    const generated = Math.max(1, Math.min(least + random.below(most - least + 1), tokens.length - 2));
    const firstEnd = tokens.indexOf(this.marks.eos);
    const severalDocuments = firstEnd >= 0 && firstEnd !== tokens.length - 1;
    if (!severalDocuments && random.next() >= this.params["end-share"]) {
      const spans = placeSpans(tokens, [generated], 1, this.marks, random);
      if (spans !== undefined) return this.infill(tokens, spans, "[gMASK]", 0, random);
    }
    return generateEnd(tokens, generated, this.special.ids["[gMASK]"], this.special.ids.sop);
  }

  private infill(
    tokens: readonly number[],
    spans: Parameters<typeof infill>[1],
    mask: "[MASK]" | "[sMASK]" | "[gMASK]",
    hidden: number,
    random: SeededRandom,
  ): Block {
    const { sop, eop, dBLOCK: dBlock } = this.special.ids;
    return infill(tokens, spans, { mask: this.special.ids[mask], sop, eop, dBlock }, hidden, random);
  }
}

/** As pad_batch fills up: zeros everywhere. */
function cellsOf(block: Block, mode: string, length: number): RowCells {
  const padded = (values: readonly number[]): Int32Array => {
    const cell = new Int32Array(length);
    cell.set(values);
    return cell;
  };
  const positions = new Int32Array(2 * length);
  positions.set(block.position);
  positions.set(block.blockPosition, length);
  return [
    padded(block.text),
    padded(block.target),
    padded(block.lossMask),
    positions,
    block.separator,
    block.text.length,
    mode,
  ];
}
