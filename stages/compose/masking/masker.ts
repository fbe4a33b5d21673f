/** Which tokens of a row are masked, and what stands in their place. */
import type { Vocabulary } from "../../../pipeline/contracts/stage.js";
import type { SeededRandom } from "../seeded-random.js";
import { ignoredLabel } from "./ignored-label.js";
import { wordGroups } from "./word-groups.js";

export interface Masking {
  readonly unit: "token" | "word";
  readonly "mask-share": number;
  readonly "replace-share": number;
  readonly "random-share": number;
}

interface Masked {
  readonly input: Int32Array;
  readonly labels: Int32Array;
  readonly lossMask: Uint8Array;
  readonly masked: number;
}

export class Masker {
  constructor(
    private readonly params: Masking,
    private readonly vocabulary: Vocabulary,
    private readonly maskId: number,
    private readonly special: ReadonlySet<number>,
  ) {}

  mask(row: readonly number[], random: SeededRandom): Masked {
    const input = Int32Array.from(row);
    const labels = new Int32Array(row.length).fill(ignoredLabel);
    const lossMask = new Uint8Array(row.length);
    let masked = 0;
    const hide = (at: number): void => {
      labels[at] = row[at]!;
      lossMask[at] = 1;
      masked++;
      const draw = random.next();
      if (draw < this.params["replace-share"]) input[at] = this.maskId;
      else if (draw < this.params["replace-share"] + this.params["random-share"])
        input[at] = random.below(this.vocabulary.size);
    };
    if (this.params.unit === "token") {
      // Each token by itself, as DataCollatorForLanguageModeling draws them.
      row.forEach((id, at) => {
        if (!this.special.has(id) && random.next() < this.params["mask-share"]) hide(at);
      });
    } else {
      this.hideWords(row, random, hide);
    }
    return { input, labels, lossMask, masked };
  }

  /** Words in random order until the share is reached, as DataCollatorForWholeWordMask takes them. */
  private hideWords(row: readonly number[], random: SeededRandom, hide: (at: number) => void): void {
    const words = new Map<number, number[]>();
    wordGroups(row, this.vocabulary).forEach((group, at) => {
      if (this.special.has(row[at]!)) return;
      const word = words.get(group);
      if (word === undefined) words.set(group, [at]);
      else word.push(at);
    });
    let left = Math.max(1, Math.round(row.length * this.params["mask-share"]));
    for (const word of random.shuffle([...words.values()])) {
      if (left <= 0) return;
      if (word.length > left) continue;
      word.forEach(hide);
      left -= word.length;
    }
  }
}
