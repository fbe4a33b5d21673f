/** The elements of HTML that matter for reading a page, as small numbers, with what each does to the text around it. */

/** Breaks the line; ends an open paragraph. */
export const breaks = 1;
/** Has no content, so there is no end tag to wait for. */
export const empty = 2;
/** Its content is not text of the page: skipped to its end tag, whatever stands inside. */
export const opaque = 4;
/** Formats a part of a line: its end tag does not close blocks. */
export const phrasing = 8;

const kinds: readonly (readonly [number, string])[] = [
  [
    breaks,
    "html head body address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure " +
      "footer form frameset h1 h2 h3 h4 h5 h6 header hgroup legend li main menu nav ol optgroup option p pre section " +
      "summary table tbody td tfoot th thead tr ul caption colgroup search",
  ],
  [breaks | empty, "br hr"],
  [empty, "area base basefont bgsound col embed frame img input link meta param source track wbr keygen"],
  [
    opaque,
    "script style textarea iframe noframes noembed xmp template select svg canvas object audio video applet title",
  ],
  [
    phrasing,
    "a abbr acronym b bdi bdo big button cite code del dfn em font i ins kbd label mark math nobr q rb rp rt rtc ruby s samp small " +
      "span strike strong sub sup time tt u var noscript picture",
  ],
];

const names: string[] = ["#text", "#unknown"];
const flags: number[] = [0, phrasing];
const numberOfHash = new Map<number, number>();

for (const [flag, list] of kinds) {
  for (const name of list.split(" ")) {
    numberOfHash.set(hashName(name, 0, name.length), names.length);
    names.push(name);
    flags.push(flag);
  }
}

/** What an element does, by its number. */
export const elementFlags = Uint8Array.from(flags);
export const textNode = 0;
const unknownElement = 1;

/** The number of an element by its name in lower case; asking for a name that is not listed is a bug. */
export function elementNumber(name: string): number {
  const found = names.indexOf(name);
  if (found < 0) throw new Error(`no element ${name}`);
  return found;
}

/** 1 for each of the named elements, 0 for all others. */
export function elementSet(names: string): Uint8Array {
  const set = new Uint8Array(256);
  for (const name of names.split(" ")) set[elementNumber(name)] = 1;
  return set;
}

/** The number of the element whose name stands at [from, to), in any case. */
export function elementAt(html: string, from: number, to: number): number {
  return numberOfHash.get(hashName(html, from, to)) ?? unknownElement;
}

/** Names of known elements have hashes of their own; a foreign name that shares one is taken for a known element. */
function hashName(text: string, from: number, to: number): number {
  let hash = to - from;
  for (let i = from; i < to; i++) hash = (Math.imul(hash, 31) + (text.charCodeAt(i) | 0x20)) | 0;
  return hash;
}
