/** Where Markdown code fences stand, so that rules for prose leave code alone. Linear in the text. */

const none = new Int32Array(0);

/** Start and end offsets of fenced blocks, alternating, ascending. An unclosed fence reaches to the end of the text. */
export function codeFences(text: string): Int32Array {
  if (!text.includes("```") && !text.includes("~~~")) return none;
  const bounds: number[] = [];
  let openMark = "";
  let openAt = 0;
  for (let line = 0; line < text.length; ) {
    let end = text.indexOf("\n", line);
    if (end < 0) end = text.length;
    const mark = fenceMark(text, line, end);
    if (openMark === "") {
      if (mark !== "") {
        openMark = mark;
        openAt = line;
      }
    } else if (mark.startsWith(openMark)) {
      bounds.push(openAt, end);
      openMark = "";
    }
    line = end + 1;
  }
  if (openMark !== "") bounds.push(openAt, text.length);
  return bounds.length === 0 ? none : Int32Array.from(bounds);
}

/** The run of ``` or ~~~ that a line begins with (after list or quote indent), or an empty string. */
function fenceMark(text: string, start: number, end: number): string {
  let i = start;
  while (i < end && (text.charCodeAt(i) === 32 || text.charCodeAt(i) === 9 || text.charCodeAt(i) === 62)) i++;
  const unit = text.charCodeAt(i);
  if (i >= end || (unit !== 0x60 && unit !== 0x7e)) return "";
  let stop = i;
  while (stop < end && text.charCodeAt(stop) === unit) stop++;
  return stop - i >= 3 ? text.slice(i, stop) : "";
}

/** Answers for ascending positions whether they lie in a fence. */
export class FenceCursor {
  private next = 0;

  constructor(private readonly bounds: Int32Array) {}

  /** End of the fence that holds the position, or 0. Positions must not go down. */
  endAround(position: number): number {
    const bounds = this.bounds;
    while (this.next < bounds.length && bounds[this.next + 1]! <= position) this.next += 2;
    if (this.next >= bounds.length || bounds[this.next]! > position) return 0;
    return bounds[this.next + 1]!;
  }
}
