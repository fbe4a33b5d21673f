/** Gives the tables of a kernel their places in its memory, one behind the other. */

const pageBytes = 1 << 16;

export class MemoryLayout {
  private bytes = 0;

  /** Where a table of so many bytes begins: at a multiple of 16. */
  place(bytes: number): number {
    const at = this.bytes;
    this.bytes = Math.ceil((at + bytes) / 16) * 16;
    return at;
  }

  /** A memory with room for all that was placed. What is never touched takes none of the machine's. */
  open(): WebAssembly.Memory {
    return new WebAssembly.Memory({ initial: Math.max(1, Math.ceil(this.bytes / pageBytes)) });
  }
}
