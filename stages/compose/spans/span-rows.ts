/** The rows of span corruption, filled token by token and span by span. */
import type { RowCells } from "../../../pipeline/contracts/batch-builder.js";
import type { SpecialTokens } from "../special-tokens.js";

export interface SpanTokens {
  readonly special: SpecialTokens<"<eod>" | "<pad>" | "<s>">;
  readonly sentinels: readonly number[];
  /** Ids of the vocabulary with the sentinels. */
  readonly size: number;
}

/** One row after another: a context with sentinels where spans were, and a target of these spans behind their sentinels. */
export class SpanRows {
  readonly counts = { tokens: 0, "cut-target-tokens": 0, "context-padding": 0 };
  private readonly eod: number;
  private context: number[] = [];
  private target: number[];
  private endsDocument: number[] = [];
  private used = 0;

  constructor(
    private readonly tokens: SpanTokens,
    private readonly contextLength: number,
    private readonly targetLength: number,
  ) {
    this.eod = tokens.special.ids["<eod>"];
    this.target = [tokens.special.ids["<s>"]];
  }

  addToken(token: number, emit: (cells: RowCells) => void): void {
    this.context.push(token);
    if (this.context.length === this.contextLength) this.close(emit);
  }

  addSpan(span: Uint32Array, emit: (cells: RowCells) => void): void {
    const { sentinels } = this.tokens;
    // The last sentinel is reserved for the end of the target.
    if (this.used === sentinels.length - 1) this.close(emit);
    const sentinel = sentinels[this.used++] ?? 0;
    if (span[span.length - 1] === this.eod) this.endsDocument.push(this.context.length);
    this.target.push(sentinel, ...span);
    this.addToken(sentinel, emit);
  }

  close(emit: (cells: RowCells) => void): void {
    const { context, target, contextLength, targetLength, counts } = this;
    const { "<pad>": pad, "<s>": start } = this.tokens.special.ids;
    if (context.length === 0) return;
    // The last sentinel says that no span follows.
    target.push(this.tokens.sentinels[this.used] ?? this.eod);
    counts["cut-target-tokens"] += Math.max(0, target.length - targetLength - 1);
    counts["context-padding"] += contextLength - context.length;
    counts.tokens += context.length + Math.min(target.length, targetLength);
    const targets = new Int32Array(targetLength).fill(pad);
    const labels = new Int32Array(targetLength).fill(pad);
    const lossMask = new Uint8Array(targetLength);
    targets.set(target.slice(0, targetLength));
    const learned = target.slice(1, targetLength + 1);
    labels.set(learned);
    lossMask.fill(1, 0, learned.length);
    const contexts = new Int32Array(contextLength).fill(pad);
    contexts.set(context);
    const flags = new Uint8Array(contextLength);
    for (const at of this.endsDocument) flags[at] = 1;
    emit([contexts, targets, labels, flags, lossMask, context.length]);
    this.context = [];
    this.target = [start];
    this.endsDocument = [];
    this.used = 0;
  }
}
