/** Where Markdown shows code within a line, between backticks, and beside the text, on indented lines. */
import { BACKTICK, BOX_DRAWING, charClass, NEWLINE } from "../../text/characters/charclass.js";
import { kindSet, lineEnds, nextKind } from "../../text/units/unit-kinds.js";

const ticks = kindSet((kind) => kind === BACKTICK);
const ticksAndLines = kindSet((kind) => kind === BACKTICK || kind === NEWLINE);

/**
 * Tells whether a position lies between two backticks of its line; one that none closes is a sign like others. Positions must go
 * up. Linear in the text.
 */
export class BacktickCursor {
  /** Position up to which the text was looked at. */
  private at = 0;
  /** Backtick that closes the last code that was found. */
  private close = -1;

  /** @param units as `kindsOf` gave them */
  constructor(
    private readonly units: Uint16Array,
    private readonly length: number,
  ) {}

  isInside(position: number): boolean {
    while (this.close < position) {
      const open = nextKind(ticks, this.at, position);
      if (open === position) {
        this.at = Math.max(this.at, position);
        return false;
      }
      const end = nextKind(ticksAndLines, open + 1, this.length);
      if (end < this.length && this.units[end] !== 10) this.close = end;
      this.at = end + 1;
    }
    return true;
  }
}

/**
 * Tells whether a position lies on an indented line that begins with the sign of a tree or a table: `    ├── src` in a block of
 * indented code, as listings of folders and disks are shown. Positions must go up. Linear in the text.
 */
export class TreeCursor {
  private lineStart = 0;
  private lineEnd = -1;
  private isTree = false;

  /** @param units as `kindsOf` gave them */
  constructor(
    private readonly units: Uint16Array,
    private readonly length: number,
  ) {}

  isInside(position: number): boolean {
    while (this.lineEnd < position) {
      this.lineStart = this.lineEnd + 1;
      this.lineEnd = nextKind(lineEnds, this.lineStart, this.length);
      if (this.lineEnd >= position) this.isTree = this.beginsTree();
    }
    return this.isTree;
  }

  private beginsTree(): boolean {
    let columns = 0;
    let at = this.lineStart;
    for (; this.units[at] === 32 || this.units[at] === 9; at++) columns += this.units[at] === 9 ? 4 : 1;
    const first = this.units[at]!;
    // ─ and ━ are dashes and rules, from U+2580 on blocks.
    return columns >= 4 && charClass[first] === BOX_DRAWING && first > 0x2501 && first < 0x2580;
  }
}
