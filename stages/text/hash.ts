/**
 * Hashes over 32-bit words, built on `Math.imul`: one to scatter a word, one of 128 bits for whole texts.
 * Both are the mixers of MurmurHash3 (Appleby 2011, public domain). They are not safe against an adversary.
 */

/** Scatters the bits of a 32-bit word (the finaliser `fmix32`); a bijection. Returns an unsigned integer. */
export function mix32(word: number): number {
  let x = word;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/**
 * The 128-bit hash of `words[0, length)`, as four unsigned 32-bit words (`MurmurHash3_x86_128` over whole words, seed 0).
 *
 * Cost: about 1 ns a word.
 */
export function hash128(words: Uint32Array, length: number, into: Uint32Array): void {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const whole = length - (length % 4);
  for (let i = 0; i < whole; i += 4) {
    a = rotate(a ^ scatter(words[i]!, 0x239b961b, 15, 0xab0e9789), 19) + b;
    a = (Math.imul(a, 5) + 0x561ccd1b) | 0;
    b = rotate(b ^ scatter(words[i + 1]!, 0xab0e9789, 16, 0x38b34ae5), 17) + c;
    b = (Math.imul(b, 5) + 0x0bcaa747) | 0;
    c = rotate(c ^ scatter(words[i + 2]!, 0x38b34ae5, 17, 0xa1e38b93), 15) + d;
    c = (Math.imul(c, 5) + 0x96cd1c35) | 0;
    d = rotate(d ^ scatter(words[i + 3]!, 0xa1e38b93, 18, 0x239b961b), 13) + a;
    d = (Math.imul(d, 5) + 0x32ac3b17) | 0;
  }
  const rest = length - whole;
  if (rest > 2) c ^= scatter(words[whole + 2]!, 0x38b34ae5, 17, 0xa1e38b93);
  if (rest > 1) b ^= scatter(words[whole + 1]!, 0xab0e9789, 16, 0x38b34ae5);
  if (rest > 0) a ^= scatter(words[whole]!, 0x239b961b, 15, 0xab0e9789);
  const bytes = Math.imul(length, 4);
  a ^= bytes;
  b ^= bytes;
  c ^= bytes;
  d ^= bytes;
  a = (a + b + c + d) | 0;
  b = (b + a) | 0;
  c = (c + a) | 0;
  d = (d + a) | 0;
  a = mix32(a);
  b = mix32(b);
  c = mix32(c);
  d = mix32(d);
  a = (a + b + c + d) | 0;
  into[0] = a;
  into[1] = b + a;
  into[2] = c + a;
  into[3] = d + a;
}

function scatter(word: number, first: number, turn: number, second: number): number {
  return Math.imul(rotate(Math.imul(word, first), turn), second);
}

function rotate(word: number, turn: number): number {
  return (word << turn) | (word >>> (32 - turn));
}
