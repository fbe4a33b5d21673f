/** Keeps the files that were read last open, up to a limit, so that any number of files can be in use. */
import { closeSync } from "node:fs";

export class OpenDescriptors {
  readonly #open = new Map<string, number>();

  /** @param open opens a file that is to be read */
  constructor(
    readonly limit: number,
    readonly open: (path: string) => number,
  ) {}

  of(path: string): number {
    let fd = this.#open.get(path);
    if (fd === undefined) {
      fd = this.open(path);
      for (const oldest of this.#open.keys()) {
        if (this.#open.size < this.limit) break;
        this.close(oldest);
      }
    } else {
      this.#open.delete(path);
    }
    this.#open.set(path, fd);
    return fd;
  }

  close(path: string): void {
    const fd = this.#open.get(path);
    if (fd === undefined) return;
    this.#open.delete(path);
    closeSync(fd);
  }
}
