/** Where the tags and comments of a page begin and end, broken ones included. */

/** A page's source, and what was searched for in it in vain: that is not searched for again, so that no page takes quadratic time. */
export class PageSource {
  private readonly missing = new Set<string>();

  constructor(readonly html: string) {}

  /** Offset of `what` at or behind `at`; -1 without one. */
  find(what: string, at: number): number {
    if (this.missing.has(what)) return -1;
    const found = this.html.indexOf(what, at);
    if (found < 0) this.missing.add(what);
    return found;
  }

  /** Offset behind the comment, doctype or processing instruction that begins with `<` at `at`; -1 when it has no end. */
  declarationEnd(at: number): number {
    const { html } = this;
    const isComment = html.startsWith("!--", at + 1);
    const isData = !isComment && html.startsWith("![CDATA[", at + 1);
    const close = isComment ? this.find("-->", at + 2) : isData ? this.find("]]>", at + 1) : -1;
    if (close >= 0) return close + 3;
    const end = this.find(">", at + 1);
    return end < 0 ? -1 : end + 1;
  }

  /** Offset behind the name that begins at `at`. */
  nameEnd(at: number): number {
    let i = at;
    while (isNameUnit(this.html.charCodeAt(i))) i++;
    return i;
  }

  /** Offset of the `>` that ends the tag, quotes honoured; -1 when there is none. */
  tagEnd(start: number): number {
    const { html } = this;
    let i = start;
    for (;;) {
      const unit = html.charCodeAt(i);
      if (unit === 0x3e) return i;
      if (unit === 0x3d) {
        i++;
        while (isSpace(html.charCodeAt(i))) i++;
        const quote = html.charCodeAt(i);
        if (quote === 0x22 || quote === 0x27) {
          const close = this.find(quote === 0x22 ? '"' : "'", i + 1);
          i = close < 0 ? i + 1 : close + 1;
        }
        continue;
      }
      // NaN: the page ends inside the tag.
      if (Number.isNaN(unit)) return -1;
      i++;
    }
  }

  /** Offset behind the end tag of the opaque element `name`; the end of the page when a script is never closed. */
  opaqueEnd(name: string, start: number): number {
    const { html, missing } = this;
    const endTag = `</${name}`;
    if (missing.has(endTag)) return start;
    for (let at = html.indexOf("</", start); at >= 0; at = html.indexOf("</", at + 2)) {
      let i = 2;
      while (i < endTag.length && (html.charCodeAt(at + i) | 0x20) === endTag.charCodeAt(i)) i++;
      if (i < endTag.length || isNameUnit(html.charCodeAt(at + i))) continue;
      const close = html.indexOf(">", at);
      return close < 0 ? html.length : close + 1;
    }
    missing.add(endTag);
    return name === "script" || name === "style" ? html.length : start;
  }
}

export function isLetter(unit: number): boolean {
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

function isNameUnit(unit: number): boolean {
  return isLetter(unit) || (unit >= 0x30 && unit <= 0x39) || unit === 0x2d || unit === 0x3a;
}

function isSpace(unit: number): boolean {
  return unit === 32 || unit === 10 || unit === 9 || unit === 13;
}
