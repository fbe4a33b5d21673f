/** Models small enough to be written down, of the kinds that people run over pictures. */
import type { OnnxGraph, OnnxTensor } from "./onnx-model.js";

/** Weights that depend on nothing but their number and `seed`. */
function weights(
  name: string,
  shape: readonly number[],
  seed: number,
): OnnxTensor & { readonly values: Float32Array } {
  let state = seed;
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
  return { name, shape, values };
}

/** The mean of each channel. */
export function brightness(side: number, layout: "nchw" | "nhwc" = "nchw"): OnnxGraph {
  const isPlanar = layout === "nchw";
  return {
    inputs: [
      { name: "pixels", type: "float", shape: isPlanar ? ["n", 3, side, side] : ["n", side, side, 3] },
    ],
    outputs: [{ name: "score", type: "float", shape: ["n", 3] }],
    nodes: [
      {
        op: "ReduceMean",
        inputs: ["pixels"],
        outputs: ["score"],
        attributes: { axes: isPlanar ? [2, 3] : [1, 2], keepdims: 0 },
      },
    ],
  };
}

/** Convolutions, pooling and a matrix: sixteen numbers a picture. @param batch a fixed batch size */
export function vectors(side: number, batch: number | string = "n"): OnnxGraph {
  return {
    inputs: [{ name: "pixels", type: "float", shape: [batch, 3, side, side] }],
    outputs: [{ name: "vector", type: "float", shape: [batch, 16] }],
    nodes: [
      {
        op: "Conv",
        inputs: ["pixels", "w1"],
        outputs: ["c1"],
        attributes: { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] },
      },
      { op: "Relu", inputs: ["c1"], outputs: ["r1"] },
      {
        op: "Conv",
        inputs: ["r1", "w2"],
        outputs: ["c2"],
        attributes: { kernel_shape: [4, 4], strides: [4, 4] },
      },
      { op: "GlobalAveragePool", inputs: ["c2"], outputs: ["p"] },
      { op: "Flatten", inputs: ["p"], outputs: ["f"] },
      { op: "Gemm", inputs: ["f", "w3"], outputs: ["vector"] },
    ],
    weights: [weights("w1", [24, 3, 3, 3], 1), weights("w2", [40, 24, 4, 4], 2), weights("w3", [40, 16], 3)],
  };
}

/** A vector quantiser: each square of `side / cells` pixels becomes the number of the nearest of so many colours. */
export function codebook(side: number, cells: number, colours: number): OnnxGraph {
  const step = side / cells;
  const { values } = weights("book", [colours, 3], 4);
  const book = values.map((value) => value + 0.5);
  // The nearest c to x has the largest 2 c.x - |c|^2.
  const bias = Float32Array.from({ length: colours }, (_, at) => {
    const [r = 0, g = 0, b = 0] = book.subarray(at * 3, at * 3 + 3);
    return -(r * r + g * g + b * b);
  });
  return {
    inputs: [{ name: "pixels", type: "float", shape: ["n", 3, side, side] }],
    outputs: [{ name: "codes", type: "int64", shape: ["n", cells, cells] }],
    nodes: [
      {
        op: "AveragePool",
        inputs: ["pixels"],
        outputs: ["means"],
        attributes: { kernel_shape: [step, step], strides: [step, step] },
      },
      {
        op: "Conv",
        inputs: ["means", "twice", "bias"],
        outputs: ["scores"],
        attributes: { kernel_shape: [1, 1] },
      },
      { op: "ArgMax", inputs: ["scores"], outputs: ["codes"], attributes: { axis: 1, keepdims: 0 } },
    ],
    weights: [
      { name: "twice", shape: [colours, 3, 1, 1], values: book.map((value) => 2 * value) },
      { name: "bias", shape: [colours], values: bias },
    ],
  };
}

/** Mean tone plus the mean of a table's entries for the ids: a text of high ids fits every picture better. */
export function imageText(side: number): OnnxGraph {
  return {
    inputs: [
      { name: "pixels", type: "float", shape: ["n", 3, side, side] },
      { name: "input_ids", type: "int64", shape: ["n", 4] },
    ],
    outputs: [{ name: "score", type: "float", shape: ["n"] }],
    nodes: [
      {
        op: "ReduceMean",
        inputs: ["pixels"],
        outputs: ["tone"],
        attributes: { axes: [1, 2, 3], keepdims: 0 },
      },
      { op: "Gather", inputs: ["table", "input_ids"], outputs: ["found"] },
      { op: "ReduceMean", inputs: ["found"], outputs: ["text"], attributes: { axes: [1], keepdims: 0 } },
      { op: "Add", inputs: ["tone", "text"], outputs: ["score"] },
    ],
    weights: [{ name: "table", shape: [10], values: Float32Array.from({ length: 10 }, (_, id) => id) }],
  };
}
