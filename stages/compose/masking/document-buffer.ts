/** Documents of a split in a random order, with bounded memory: what comes in waits, and a random one goes on. */
import type { SeededRandom } from "../seeded-random.js";

export class DocumentBuffer {
  private readonly held: Uint32Array[] = [];
  private tokens = 0;

  /** @param maxTokens most tokens that wait at a time; with 0 documents keep their order */
  constructor(private readonly maxTokens: number) {}

  /** Takes a document, and hands on as many random ones as no longer fit. */
  add(document: Uint32Array, random: SeededRandom, next: (document: Uint32Array) => void): void {
    this.held.push(document.slice());
    this.tokens += document.length;
    while (this.tokens > this.maxTokens) next(this.draw(random));
  }

  finish(random: SeededRandom, next: (document: Uint32Array) => void): void {
    while (this.held.length > 0) next(this.draw(random));
  }

  private draw(random: SeededRandom): Uint32Array {
    const index = random.below(this.held.length);
    const document = this.held[index]!;
    this.held[index] = this.held.at(-1)!;
    this.held.pop();
    this.tokens -= document.length;
    return document;
  }
}
