/** Takes exact numbers of bytes from a stream of blocks. */
export class ByteReader {
  private readonly blocks: AsyncIterator<Buffer>;
  private current: Buffer = Buffer.alloc(0);
  private at = 0;
  /** Bytes taken so far. */
  offset = 0;

  constructor(blocks: AsyncIterable<Buffer>) {
    this.blocks = blocks[Symbol.asyncIterator]();
  }

  /** Exactly `bytes` bytes; fewer only when the stream ends. A view when they lie in one block, else a copy. */
  take(bytes: number): Buffer | Promise<Buffer> {
    const end = this.at + bytes;
    if (end > this.current.length) return this.gather(bytes);
    const taken = this.current.subarray(this.at, end);
    this.at = end;
    this.offset += bytes;
    return taken;
  }

  /** Skips bytes; returns how many there were to skip. */
  async skip(bytes: number): Promise<number> {
    let left = bytes;
    while (left > 0) {
      const step = Math.min(left, this.current.length - this.at);
      this.at += step;
      this.offset += step;
      left -= step;
      if (left > 0 && !(await this.next())) break;
    }
    return bytes - left;
  }

  /** The rest of the block at hand, or the next one; empty at the end of the stream. */
  async some(): Promise<Buffer> {
    if (this.at === this.current.length && !(await this.next())) return this.current.subarray(this.at);
    return this.take(this.current.length - this.at);
  }

  async close(): Promise<void> {
    await this.blocks.return?.();
  }

  private async gather(bytes: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let left = bytes;
    while (left > 0) {
      const step = Math.min(left, this.current.length - this.at);
      if (step > 0) parts.push(this.current.subarray(this.at, this.at + step));
      this.at += step;
      this.offset += step;
      left -= step;
      if (left > 0 && !(await this.next())) break;
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  }

  private async next(): Promise<boolean> {
    for (;;) {
      const { done, value } = await this.blocks.next();
      if (done) return false;
      if (value.length === 0) continue;
      this.current = value;
      this.at = 0;
      return true;
    }
  }
}
