/** A place in an open file that moves on as bytes are taken; what is skipped is not read. */
import type { FileHandle } from "node:fs/promises";
import type { TarInput } from "../../../pipeline/storage/formats/tar.js";

export class FileCursor implements TarInput {
  constructor(
    private readonly file: FileHandle,
    public offset = 0,
  ) {}

  async take(bytes: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(bytes);
    let filled = 0;
    while (filled < bytes) {
      const { bytesRead } = await this.file.read(buffer, filled, bytes - filled, this.offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    this.offset += filled;
    return buffer.subarray(0, filled);
  }

  skip(bytes: number): Promise<number> {
    this.offset += bytes;
    return Promise.resolve(bytes);
  }
}
