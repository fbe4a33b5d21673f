/**
 * The alphabet in which byte-level vocabularies are spelled: each byte as one printable character.
 *
 * Source: `bytes_to_unicode` of GPT-2 (openai/gpt-2, encoder.py). Printable Latin-1 stands for itself; the other 68
 * bytes are U+0100 and following, in byte order.
 */

const alphabetSize = 0x144;
/** -1: no character of the alphabet. */
const byteOfCharacter = new Int16Array(alphabetSize).fill(-1);
const characterOfByte: string[] = [];

for (let byte = 0, next = 0x100; byte < 256; byte++) {
  const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  const character = printable ? byte : next++;
  characterOfByte.push(String.fromCharCode(character));
  byteOfCharacter[character] = byte;
}

/** The character that stands for a byte. */
export function spellByte(byte: number): string {
  return characterOfByte[byte] ?? "";
}

/** The byte that a character of a spelling stands for, -1: it is not of the alphabet. */
export function byteOf(unit: number): number {
  return unit < alphabetSize ? byteOfCharacter[unit]! : -1;
}

/** The bytes that a vocabulary entry stands for, or `undefined` when the entry is not written in the alphabet. */
export function bytesOf(spelling: string): Uint8Array | undefined {
  const bytes = new Uint8Array(spelling.length);
  for (let index = 0; index < spelling.length; index++) {
    const byte = byteOf(spelling.charCodeAt(index));
    if (byte < 0) return undefined;
    bytes[index] = byte;
  }
  return bytes;
}
