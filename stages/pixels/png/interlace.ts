/** The seven passes of an interlaced PNG: each is a picture of every n-th pixel. W3C PNG, 8.1 (Adam7). */

export interface Pass {
  /** The first pixel. */
  readonly x: number;
  readonly y: number;
  /** Distance from one pixel of the pass to the next. */
  readonly across: number;
  readonly down: number;
  readonly width: number;
  readonly height: number;
}

const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The passes that hold any pixel, in the order in which they are stored. A picture that is not interlaced is one pass. */
export function passesOf(width: number, height: number, isInterlaced: boolean): readonly Pass[] {
  if (!isInterlaced) return [{ x: 0, y: 0, across: 1, down: 1, width, height }];
  return adam7
    .map(([x, y, across, down]) => ({
      ...{ x, y, across, down },
      width: Math.ceil((width - x) / across),
      height: Math.ceil((height - y) / down),
    }))
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

/** Puts the pixels of a pass where they belong in the picture. */
export function spread(
  pass: Pass,
  pixels: Uint8Array,
  picture: Uint8Array,
  width: number,
  channels: number,
): void {
  let from = 0;
  for (let row = 0; row < pass.height; row++) {
    let to = ((pass.y + row * pass.down) * width + pass.x) * channels;
    for (let column = 0; column < pass.width; column++, to += (pass.across - 1) * channels)
      for (let channel = 0; channel < channels; channel++) picture[to++] = pixels[from++]!;
  }
}
