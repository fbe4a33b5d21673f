/**
 * Logistic regression by AdaGrad (Duchi et al. 2011), one text at a time, in the order in which they come: the same
 * texts give the same model. Memory: 8 bytes a bucket and the buckets of one text.
 */
import { eachFeature, LinearModel } from "./linear-model.js";

export interface LinearTrainerOptions {
  /** Buckets that n-grams are hashed to; a power of two. */
  readonly buckets: number;
  readonly rate: number;
}

export class LinearTrainer {
  private readonly weights: Float32Array;
  private readonly squares: Float32Array;
  private bias = 0;
  private biasSquare = 1e-6;
  private readonly buckets: number[] = [];

  constructor(private readonly options: LinearTrainerOptions) {
    this.weights = new Float32Array(options.buckets);
    this.squares = new Float32Array(options.buckets);
  }

  /** @param weight how much this text counts, so that classes of different sizes are balanced */
  add(text: string, isGood: boolean, weight: number): void {
    const { weights, squares, buckets, options } = this;
    buckets.length = 0;
    let sum = 0;
    const count = eachFeature(text, options.buckets - 1, (bucket) => {
      buckets.push(bucket);
      sum += weights[bucket]!;
    });
    if (count === 0) return;
    const probability = 1 / (1 + Math.exp(-(this.bias + sum / count)));
    const error = ((isGood ? 1 : 0) - probability) * weight;
    const gradient = error / count;
    for (const bucket of buckets) {
      squares[bucket]! += gradient * gradient;
      weights[bucket]! += (options.rate * gradient) / Math.sqrt(squares[bucket]! + 1e-10);
    }
    this.biasSquare += error * error;
    this.bias += (0.1 * options.rate * error) / Math.sqrt(this.biasSquare);
  }

  finish(): LinearModel {
    let strongest = 1e-6;
    for (const weight of this.weights) strongest = Math.max(strongest, Math.abs(weight));
    const scale = strongest / 127;
    return new LinearModel(
      Int8Array.from(this.weights, (weight) => Math.round(weight / scale)),
      scale,
      this.bias,
    );
  }
}
