/** Pixels of a PNG as they are stored -> one byte a channel: palettes looked up, bits widened. */

export interface PixelKind {
  /** Bits of one channel: 1, 2, 4 or 8. */
  readonly bits: number;
  /** Stored as it is: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha; with a palette 1. */
  readonly samples: number;
  /** RGB of each colour. */
  readonly palette: Uint8Array | undefined;
  /** Alpha of the first colours; the others are opaque. */
  readonly alphas: Uint8Array | undefined;
}

/** Channels of what `toWholeBytes` gives. */
export function channelsOf({ samples, palette, alphas }: PixelKind): number {
  if (palette === undefined) return samples;
  return alphas === undefined ? 3 : 4;
}

/** Undefined for an index beyond the palette, which is damage. */
export function toWholeBytes(
  rows: Uint8Array,
  width: number,
  height: number,
  kind: PixelKind,
): Uint8Array | undefined {
  const { palette, alphas, bits } = kind;
  const tones = bits === 8 ? rows : apart(rows, width, height, bits);
  if (palette !== undefined) return lookUp(tones, palette, alphas);
  if (bits < 8) {
    const most = (1 << bits) - 1;
    for (let at = 0; at < tones.length; at++) tones[at] = (tones[at]! * 255) / most;
  }
  return tones;
}

/** Pixels that share bytes, one a byte. The rest of a row's last byte means nothing. */
function apart(rows: Uint8Array, width: number, height: number, bits: number): Uint8Array {
  const out = new Uint8Array(width * height);
  const rowBytes = rows.length / height;
  const mask = (1 << bits) - 1;
  const perByte = 8 / bits;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const shift = 8 - bits - (x % perByte) * bits;
      out[y * width + x] = (rows[y * rowBytes + Math.floor(x / perByte)]! >> shift) & mask;
    }
  return out;
}

function lookUp(
  indices: Uint8Array,
  palette: Uint8Array,
  alphas: Uint8Array | undefined,
): Uint8Array | undefined {
  const channels = alphas === undefined ? 3 : 4;
  const data = new Uint8Array(indices.length * channels);
  const entries = palette.length / 3;
  for (let at = 0, to = 0; at < indices.length; at++, to += channels) {
    const index = indices[at]!;
    if (index >= entries) return undefined;
    data[to] = palette[index * 3]!;
    data[to + 1] = palette[index * 3 + 1]!;
    data[to + 2] = palette[index * 3 + 2]!;
    if (alphas !== undefined) data[to + 3] = index < alphas.length ? alphas[index]! : 255;
  }
  return data;
}
