/** `merge-table.wat`, compiled once for the two that drive it: `spelling-index.ts` and `merge-table-kernel.ts`. */
import { loadKernel } from "../../../pipeline/kernels/load-kernel.js";

export const mergeTableModule = loadKernel(new URL("./merge-table.wasm", import.meta.url));
