/** The file that a sink fills. */
import { closeSync, openSync } from "node:fs";
import { writeAll } from "../../pipeline/storage/exact-bytes.js";

export class ShardFile {
  #descriptor: number | undefined;

  constructor(private readonly path: string) {
    this.#descriptor = openSync(path, "w");
  }

  write(bytes: Uint8Array): void {
    if (this.#descriptor === undefined) throw new Error(`${this.path} is closed`);
    writeAll(this.#descriptor, bytes);
  }

  /**
   * Once, even where that fails (a server tells here that its disk is full): a second time would hide that error behind one of its
   * own, or close what another thread has just opened under the same number.
   */
  close(): void {
    const descriptor = this.#descriptor;
    this.#descriptor = undefined;
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
