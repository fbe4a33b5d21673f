/** Hashes that place units: the same on any machine, for any number of workers. Mixer: MurmurHash3's fmix32 (Appleby 2011). */

function mix(word: number): number {
  let x = word;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** 32 bits of several whole numbers, in their order. */
export function hashOf(...words: readonly number[]): number {
  let state = 0x9e3779b9;
  for (const word of words)
    state = mix(Math.imul(state, 0x9e3779b1) ^ mix(word | 0) ^ Math.floor(word / 2 ** 32));
  return state;
}

export function hashOfText(text: string): number {
  let state = text.length;
  for (let at = 0; at < text.length; at++) state = mix(Math.imul(state, 0x9e3779b1) ^ text.charCodeAt(at));
  return state;
}

/** A number in [0, 1) of 53 bits. */
export function fractionOf(...words: readonly number[]): number {
  const high = hashOf(...words);
  const low = hashOf(high, ...words);
  return (high * 2 ** 21 + (low >>> 11)) / 2 ** 53;
}
