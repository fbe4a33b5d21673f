/** A model over whole texts or words that begin with a mark for the space: normalized, marked, cut, encoded. */
import { unitsOf } from "../../text/units/units.js";
import type { IdList } from "../id-list.js";
import type { AlignedText } from "../offsets/aligned-text.js";
import { Spans } from "../offsets/spans.js";
import type { PieceEncoder, TextModel } from "../tokenizer.js";
import { wellFormed } from "../well-formed.js";
import { alignMetaspace, applyMetaspace, type Metaspace } from "./metaspace.js";
import type { Rewrite } from "./rewrite.js";

export class PieceModel implements TextModel {
  constructor(
    private readonly rewrite: Rewrite,
    private readonly metaspace: Metaspace | undefined,
    private readonly encoder: PieceEncoder,
  ) {}

  normalize(text: string): string {
    return this.rewrite.rewrite(wellFormed(text));
  }

  encode(normalized: string, ids: IdList, isFirst: boolean): void {
    const { metaspace } = this;
    this.encodeMarked(
      metaspace === undefined ? normalized : applyMetaspace(metaspace, normalized, isFirst),
      ids,
    );
  }

  align(text: AlignedText): AlignedText {
    return this.rewrite.align(text);
  }

  encodeAligned(normalized: AlignedText, ids: IdList, spans: Spans, isFirst: boolean): void {
    const { metaspace } = this;
    const marked = metaspace === undefined ? normalized : alignMetaspace(metaspace, normalized, isFirst);
    const own = new Spans();
    this.encodeMarked(marked.text, ids, own);
    for (const [index, start] of own.starts.entries())
      spans.add(marked.startOf(start), marked.endOf(own.ends[index]!));
  }

  private encodeMarked(text: string, ids: IdList, spans?: Spans): void {
    const { metaspace, encoder } = this;
    const units = unitsOf(text);
    if (metaspace?.splits !== true) {
      encoder.encode(units, 0, text.length, ids, spans);
      return;
    }
    const mark = metaspace.mark.charCodeAt(0);
    for (let start = 0; start < text.length; ) {
      let end = start + 1;
      while (end < text.length && units[end] !== mark) end++;
      encoder.encode(units, start, end, ids, spans);
      start = end;
    }
  }
}
