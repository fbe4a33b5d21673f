/**
 * The memory of kernels over pictures: pictures and tables are put behind one another, kernels run, their result is taken.
 *
 * Kernels may load or store a few bytes beyond the end of what is theirs; each place leaves that room. Each kind of work has a
 * memory of its own in each worker.
 */

/** What kernels may load or store beyond the end of a place. */
const spareBytes = 16;
const pageBytes = 1 << 16;
/** A memory larger than this is released before the next picture. */
const keptBytes = 32 << 20;

export class KernelMemory<Kernels> {
  #memory = new WebAssembly.Memory({ initial: 1 });
  #used = 0;
  kernels: Kernels;

  readonly #modules: readonly WebAssembly.Module[];

  /** @param modules import their memory as "pixels" "memory" */
  constructor(...modules: readonly WebAssembly.Module[]) {
    this.#modules = modules;
    this.kernels = this.#instantiate();
  }

  /** Makes room for so many bytes in so many places. What was there is lost. */
  clear(bytes: number, places: number): void {
    this.#used = 0;
    const wanted = Math.ceil((bytes + places * 2 * spareBytes) / pageBytes) * pageBytes;
    const had = this.#memory.buffer.byteLength;
    if (wanted <= had && had <= keptBytes) return;
    this.#memory = new WebAssembly.Memory({ initial: wanted / pageBytes });
    this.kernels = this.#instantiate();
  }

  /** @returns where so many bytes begin, a multiple of 16 */
  place(bytes: number): number {
    const at = this.#used;
    this.#used = (at + bytes + 2 * spareBytes - 1) & -spareBytes;
    return at;
  }

  put(values: Uint8Array | Uint16Array | Int32Array): number {
    const at = this.place(values.byteLength);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    new Uint8Array(this.#memory.buffer, at).set(bytes);
    return at;
  }

  /** Zeros, whatever the last picture left. */
  empty(at: number, bytes: number): void {
    new Uint8Array(this.#memory.buffer, at, bytes).fill(0);
  }

  /** A copy, which the next picture does not overwrite. */
  take(at: number, bytes: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, at, bytes).slice();
  }

  #instantiate(): Kernels {
    const imports = { pixels: { memory: this.#memory } };
    const exports = this.#modules.map((module) => new WebAssembly.Instance(module, imports).exports);
    // The kernels' own files say what they export.
    return Object.assign({}, ...exports) as Kernels;
  }
}
