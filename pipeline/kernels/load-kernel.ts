/** Loops written in WebAssembly (`*.wat` beside the code that drives them). */
import { readFileSync } from "node:fs";

/** The module that `npm run build` made of a `.wat` file. */
export function loadKernel(url: URL): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(url));
}
