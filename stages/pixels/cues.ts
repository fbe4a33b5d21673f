/** What the grey tones of a picture say of its kind. Each cue is one pass over the pixels. */
import { qrCorners } from "./qr-corners.js";
import type { Raster } from "./raster.js";

export interface Cues {
  /** Bits a pixel of the histogram of tones, 0 (one tone) to 8. */
  readonly entropy: number;
  /** Variance of the Laplacian: under some 50 a photo is out of focus (Pech-Pacheco et al., ICPR 2000). */
  readonly sharpness: number;
  /** Share of pixels within 2 tones of the most frequent one: 1 is one colour, near 1 an empty frame or placeholder. */
  readonly flatShare: number;
  /** Share of 8 x 8 blocks with two far tones and nothing between them: print, screenshots of text. */
  readonly textShare: number;
  /** Finder patterns of a QR code; 3 where they stand as its corners. */
  readonly qrCorners: number;
}

export function measureCues(grey: Raster): Cues {
  const histogram = new Float64Array(256);
  for (const tone of grey.data) histogram[tone]!++;
  return {
    entropy: entropyOf(histogram, grey.data.length),
    sharpness: laplacianVariance(grey),
    flatShare: flatShare(histogram, grey.data.length),
    textShare: twoToneBlocks(grey),
    qrCorners: qrCorners(grey),
  };
}

function entropyOf(histogram: Float64Array, pixels: number): number {
  let bits = 0;
  for (const count of histogram) if (count > 0) bits -= (count / pixels) * Math.log2(count / pixels);
  return bits;
}

function flatShare(histogram: Float64Array, pixels: number): number {
  let most = 0;
  for (let tone = 1; tone < 256; tone++) if (histogram[tone]! > histogram[most]!) most = tone;
  let near = 0;
  for (let tone = Math.max(0, most - 2); tone <= Math.min(255, most + 2); tone++) near += histogram[tone]!;
  return near / pixels;
}

function laplacianVariance({ width, height, data }: Raster): number {
  let sum = 0;
  let squares = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let at = y * width + 1, end = at + width - 2; at < end; at++) {
      const edge = data[at - width]! + data[at + width]! + data[at - 1]! + data[at + 1]! - 4 * data[at]!;
      sum += edge;
      squares += edge * edge;
    }
  }
  const inner = (width - 2) * (height - 2);
  return width < 3 || height < 3 ? 0 : squares / inner - (sum / inner) ** 2;
}

const blockSide = 8;
/** Tones apart for two of a block to be far, and next to one of them to be near. */
const farTones = 80;
const nearTones = 24;

function twoToneBlocks({ width, height, data }: Raster): number {
  let blocks = 0;
  let twoTone = 0;
  for (let top = 0; top + blockSide <= height; top += blockSide) {
    for (let left = 0; left + blockSide <= width; left += blockSide) {
      blocks++;
      let low = 255;
      let high = 0;
      for (let y = 0; y < blockSide; y++) {
        const from = (top + y) * width + left;
        for (let at = from; at < from + blockSide; at++) {
          const tone = data[at]!;
          if (tone < low) low = tone;
          if (tone > high) high = tone;
        }
      }
      if (high - low < farTones) continue;
      let between = 0;
      for (let y = 0; y < blockSide; y++) {
        const from = (top + y) * width + left;
        for (let at = from; at < from + blockSide; at++)
          if (data[at]! > low + nearTones && data[at]! < high - nearTones) between++;
      }
      if (between <= (blockSide * blockSide) / 3) twoTone++;
    }
  }
  return blocks === 0 ? 0 : twoTone / blocks;
}
