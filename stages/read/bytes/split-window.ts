/**
 * Which records belong to a split of a file that can only be read from its start: an array, a table with quotes, an archive,
 * anything packed.
 *
 * Such a split goes through everything before it, without making records of it, so that text inside a string is never taken for a
 * boundary and a damaged place is passed in the same way whatever the cut. A record belongs to the split that holds its first
 * byte; of what is unpacked or transcoded, the place of the block that the byte came in counts. Every reader of the file sees the
 * same blocks.
 */
import type { Split } from "../../../pipeline/contracts/stage.js";

export class SplitWindow {
  /** Offsets of the stream: [first, behind). */
  private first: number;
  private behind = Number.POSITIVE_INFINITY;
  private isPast = false;

  /** @param isDirect whether offsets of the stream are offsets of the file */
  constructor(
    private readonly split: Pick<Split, "start" | "end">,
    private readonly size: number,
    isDirect: boolean,
  ) {
    const { start } = split;
    this.first = isDirect || start === 0 ? start : Number.POSITIVE_INFINITY;
    if (isDirect && !this.isLast) this.behind = split.end;
  }

  /**
   * Must be called for each block before its records are looked at, with its offset in the stream and the place in the file that
   * it came from.
   */
  arrived(offset: number, place: number): void {
    if (this.first === Number.POSITIVE_INFINITY && place >= this.split.start) this.first = offset;
    if (this.behind === Number.POSITIVE_INFINITY && !this.isLast && place >= this.split.end)
      this.behind = offset;
  }

  /** Whether what begins there is read by this split. Asked in the order of the stream. */
  owns(offset: number): boolean {
    if (offset >= this.behind) this.isPast = true;
    return offset >= this.first && offset < this.behind;
  }

  /** Whether something was met that belongs behind this split, so that nothing of its own follows. */
  get past(): boolean {
    return this.isPast;
  }

  private get isLast(): boolean {
    return this.split.end >= this.size;
  }
}

/** Whether a split is less than its file. */
export function isPart({ start, end }: Pick<Split, "start" | "end">, size: number): boolean {
  return start > 0 || (end > 0 && end < size);
}
