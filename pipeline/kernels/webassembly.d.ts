/** What is used of WebAssembly: TypeScript declares it with the browser's types only, and they would bring all of those. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Memory {
    constructor(size: { readonly initial: number });
    readonly buffer: ArrayBuffer;
    /** Grows the memory by this many pages of 64 KiB. Arrays over the old buffer are empty from then on. */
    grow(pages: number): number;
  }
  /** What a module exports is known to the code that drives it alone. */
  class Instance<Exports = Readonly<Record<string, unknown>>> {
    /** @param imports memories, and what other modules export */
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>);
    readonly exports: Exports;
  }
}
