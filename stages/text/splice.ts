/** Builds a changed copy of a text from slices of it. Nothing is allocated for texts that stay as they are. */
export class Splice {
  private result = "";
  private copied = 0;
  private changed = false;

  constructor(private readonly text: string) {}

  /** Replaces [start, end). Calls must come in ascending order and not overlap. */
  replace(start: number, end: number, by: string): void {
    this.result += this.text.slice(this.copied, start) + by;
    this.copied = end;
    this.changed = true;
  }

  /** End of the last replaced range. */
  get end(): number {
    return this.copied;
  }

  /** The same string object when nothing was replaced. */
  finish(): string {
    return this.changed ? this.result + this.text.slice(this.copied) : this.text;
  }
}
