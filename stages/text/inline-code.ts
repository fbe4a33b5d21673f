/** Where Markdown shows code within a line, between backticks. */
import { BACKTICK, NEWLINE } from "./charclass.js";
import { kindSet, nextKind } from "./unit-kinds.js";

const ticksAndLines = kindSet((kind) => kind === BACKTICK || kind === NEWLINE);

/** Tells whether a position lies behind a backtick of its line that no other one closes before. Positions must go up. Linear in the text. */
export class BacktickCursor {
  private at = 0;
  private open = false;

  /** @param units as `kindsOf` gave them */
  constructor(private readonly units: Uint16Array) {}

  isInside(position: number): boolean {
    for (;;) {
      this.at = nextKind(ticksAndLines, this.at, position);
      if (this.at === position) return this.open;
      this.open = this.units[this.at++] !== 10 && !this.open;
    }
  }
}
