/** Gives the tables of a kernel their places in its memory, one behind the other. */

const pageBytes = 1 << 16;

export class MemoryLayout {
  private bytes = 0;

  /** Reserves a table of this many bytes and returns where it begins, at a multiple of 16. */
  place(bytes: number): number {
    const at = this.bytes;
    this.bytes = Math.ceil((at + bytes) / 16) * 16;
    return at;
  }

  /** Creates a memory with room for all tables. Pages that are never touched take no memory of the machine. */
  open(): WebAssembly.Memory {
    return new WebAssembly.Memory({ initial: Math.max(1, Math.ceil(this.bytes / pageBytes)) });
  }
}
