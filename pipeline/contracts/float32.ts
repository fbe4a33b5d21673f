/** Single-precision numbers as bits. Source: IEEE 754-2008, binary32. */

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

export function float32Bits(value: number): number {
  float[0] = value;
  return bits[0] ?? 0;
}

export function float32Value(word: number): number {
  bits[0] = word;
  return float[0] ?? 0;
}
