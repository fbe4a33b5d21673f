/**
 * The alphabet in which byte-level vocabularies are spelled: each byte as one printable character.
 *
 * Source: `bytes_to_unicode` of GPT-2 (openai/gpt-2, encoder.py). Printable Latin-1 stands for itself; the other 68
 * bytes are U+0100 and following, in byte order.
 */

const characterOfByte: string[] = [];
const byteOfCharacter = new Map<string, number>();

for (let byte = 0, next = 0x100; byte < 256; byte++) {
  const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  const character = String.fromCharCode(printable ? byte : next++);
  characterOfByte.push(character);
  byteOfCharacter.set(character, byte);
}

/** The character that stands for a byte. */
export function spellByte(byte: number): string {
  return characterOfByte[byte] ?? "";
}

/**
 * The bytes that a vocabulary entry stands for, as a binary string (one byte a UTF-16 unit), or `undefined` when the
 * entry is not written in the alphabet.
 */
export function readSpelling(token: string): string | undefined {
  let bytes = "";
  for (let index = 0; index < token.length; index++) {
    const byte = byteOfCharacter.get(token.charAt(index));
    if (byte === undefined) return undefined;
    bytes += String.fromCharCode(byte);
  }
  return bytes;
}
