/**
 * Finds added tokens in a text. They are cut out before anything else looks at it, longest first where several start at the same place.
 *
 * As in `tokenizers`, those that are not marked `normalized` are found in the raw text first; what lies between is normalized,
 * and the others are found in that.
 */
import type { AlignedText } from "./offsets/aligned-text.js";

export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Special tokens are control marks (end of text); the others are words that were added to the vocabulary. */
  readonly special: boolean;
  /** Looked for in the normalized text instead of the raw one. */
  readonly normalized: boolean;
  /**
   * Whether the token is matched only between words or takes the white space around it (`single_word`, `lstrip`, `rstrip`). This
   * is not supported.
   */
  readonly strict: boolean;
}

export class AddedTokenFinder {
  private readonly raw: Finder | undefined;
  private readonly normalized: Finder | undefined;

  constructor(
    tokens: readonly AddedToken[],
    private readonly normalize: (text: string) => string,
  ) {
    this.raw = finderOf(tokens.filter((token) => !token.normalized));
    const spelled = tokens.filter((token) => token.normalized);
    this.normalized = finderOf(
      spelled
        .map((token) => ({ ...token, content: normalize(token.content) }))
        // A token of which normalizing leaves nothing cannot occur in normalized text.
        .filter(({ content }) => content !== ""),
    );
  }

  /** False where `split` would find nothing, which is nearly always. */
  mayOccurIn(text: string): boolean {
    if (this.normalized !== undefined) return true;
    return this.raw !== undefined && mayHold(text, this.raw);
  }

  /** Normalized text and ids of tokens, in turn. */
  split(text: string): (string | number)[] {
    return cut(text, this.raw).flatMap((segment) =>
      typeof segment === "string" ? cut(this.normalize(segment), this.normalized) : [segment],
    );
  }

  /** Like `split`, but also says where everything comes from. */
  splitAligned(text: AlignedText, align: (text: AlignedText) => AlignedText): (AlignedText | FoundToken)[] {
    return cutAligned(text, this.raw).flatMap((segment) =>
      "id" in segment ? [segment] : cutAligned(align(segment), this.normalized),
    );
  }
}

/** An added token and its place in the source. */
export interface FoundToken {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

interface Finder {
  readonly pattern: RegExp;
  /** The first two units of each token. */
  readonly beginnings: readonly string[];
  readonly ids: ReadonlyMap<string, number>;
}

function finderOf(tokens: readonly { readonly content: string; readonly id: number }[]): Finder | undefined {
  if (tokens.length === 0) return undefined;
  const contents = tokens.map((token) => token.content).sort((a, b) => b.length - a.length);
  const alternatives = contents.map((content) => content.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return {
    pattern: new RegExp(alternatives.join("|"), "u"),
    beginnings: [...new Set(contents.map((content) => content.slice(0, 2)))],
    ids: new Map(tokens.map((token) => [token.content, token.id])),
  };
}

/** Looking for the few beginnings takes a third of the time that the pattern takes, and most texts have none of them. */
function mayHold(text: string, { beginnings, pattern }: Finder): boolean {
  return beginnings.some((beginning) => text.includes(beginning)) && pattern.test(text);
}

function cut(text: string, finder: Finder | undefined): (string | number)[] {
  return [...placesIn(text, finder)].map(({ from, to, id }) => id ?? text.slice(from, to));
}

function cutAligned(text: AlignedText, finder: Finder | undefined): (AlignedText | FoundToken)[] {
  return [...placesIn(text.text, finder)].map(({ from, to, id }) =>
    id === undefined ? text.slice(from, to) : { id, start: text.startOf(from), end: text.endOf(to) },
  );
}

/** What a text consists of: tokens with their ids, and what lies between them. */
function* placesIn(
  text: string,
  finder: Finder | undefined,
): Generator<{ readonly from: number; readonly to: number; readonly id?: number | undefined }> {
  let from = 0;
  for (let rest = text; finder !== undefined; ) {
    const match = finder.pattern.exec(rest);
    if (match === null) break;
    const at = from + match.index;
    const to = at + match[0].length;
    if (at > from) yield { from, to: at };
    yield { from: at, to, id: finder.ids.get(match[0]) };
    rest = rest.slice(to - from);
    from = to;
  }
  if (from < text.length) yield { from, to: text.length };
}
