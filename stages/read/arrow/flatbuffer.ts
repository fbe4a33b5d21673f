/**
 * Flatbuffers read with every offset checked: what a damaged or hostile file points to is never followed out of its bytes.
 *
 * A table begins with the distance back to its vtable: u16 size of the vtable, u16 size of the table, then one u16 place a
 * field, 0 where the field is absent. Strings, vectors and tables lie behind a u32 distance from where that stands.
 * Source: FlatBuffers internals, "On the layout of binaries".
 */

export class FlatbufferDamage extends Error {
  override readonly name = "FlatbufferDamage";
}

/** No vector of metadata has more: the batches of a file, or the buffers of a batch. */
const maxItems = 1 << 20;
/** Of a name. Any number of fields may share one in a file, and each has its own copy here. */
const maxTextBytes = 1 << 12;

export class FlatTable {
  private readonly view: DataView;
  private readonly vtable: number;
  private readonly vtableBytes: number;

  private constructor(
    private readonly bytes: Buffer,
    private readonly at: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (at < 0 || at + 4 > bytes.length) throw new FlatbufferDamage("a table lies outside its message");
    this.vtable = at - this.view.getInt32(at, true);
    if (this.vtable < 0 || this.vtable + 4 > bytes.length)
      throw new FlatbufferDamage("a table has no vtable");
    this.vtableBytes = this.view.getUint16(this.vtable, true);
    if (this.vtable + this.vtableBytes > bytes.length) throw new FlatbufferDamage("a vtable is cut off");
  }

  static root(bytes: Buffer): FlatTable {
    if (bytes.length < 8) throw new FlatbufferDamage("the metadata of a message is too short");
    return new FlatTable(bytes, bytes.readUInt32LE(0));
  }

  private place(field: number, width: number): number | undefined {
    const entry = 4 + 2 * field;
    if (entry + 2 > this.vtableBytes) return undefined;
    const distance = this.view.getUint16(this.vtable + entry, true);
    if (distance === 0) return undefined;
    const place = this.at + distance;
    if (place + width > this.bytes.length) throw new FlatbufferDamage("a field lies outside its message");
    return place;
  }

  byte(field: number): number {
    const place = this.place(field, 1);
    return place === undefined ? 0 : this.view.getUint8(place);
  }

  short(field: number, otherwise = 0): number {
    const place = this.place(field, 2);
    return place === undefined ? otherwise : this.view.getInt16(place, true);
  }

  int(field: number, otherwise = 0): number {
    const place = this.place(field, 4);
    return place === undefined ? otherwise : this.view.getInt32(place, true);
  }

  /** A 64-bit number that must be a size or a place. */
  size(field: number): number {
    const place = this.place(field, 8);
    return place === undefined ? 0 : this.sizeAt(place);
  }

  long(field: number): bigint {
    const place = this.place(field, 8);
    return place === undefined ? 0n : this.view.getBigInt64(place, true);
  }

  table(field: number): FlatTable | undefined {
    const place = this.target(field);
    return place === undefined ? undefined : new FlatTable(this.bytes, place);
  }

  string(field: number): string | undefined {
    const vector = this.vector(field, 1, maxTextBytes);
    return vector === undefined
      ? undefined
      : this.bytes.toString("utf8", vector.start, vector.start + vector.count);
  }

  /** Tables of a vector, which may name one table any number of times. */
  tables(field: number, atMost: number): FlatTable[] {
    const vector = this.vector(field, 4, atMost);
    if (vector === undefined) return [];
    return Array.from({ length: vector.count }, (_, index) => {
      const place = vector.start + 4 * index;
      return new FlatTable(this.bytes, place + this.view.getUint32(place, true));
    });
  }

  ints(field: number, atMost: number): number[] {
    const vector = this.vector(field, 4, atMost);
    if (vector === undefined) return [];
    return Array.from({ length: vector.count }, (_, index) =>
      this.view.getInt32(vector.start + 4 * index, true),
    );
  }

  sizes(field: number): number[] {
    const vector = this.vector(field, 8);
    if (vector === undefined) return [];
    return Array.from({ length: vector.count }, (_, index) => this.sizeAt(vector.start + 8 * index));
  }

  /** Structs of a vector as their 64-bit words (the upper half of a padded 32-bit field is cut off by the caller). */
  structs(field: number, words: number): bigint[][] {
    const vector = this.vector(field, 8 * words);
    if (vector === undefined) return [];
    return Array.from({ length: vector.count }, (_, index) =>
      Array.from({ length: words }, (_, word) =>
        this.view.getBigInt64(vector.start + 8 * (words * index + word), true),
      ),
    );
  }

  private target(field: number): number | undefined {
    const place = this.place(field, 4);
    return place === undefined ? undefined : place + this.view.getUint32(place, true);
  }

  private vector(
    field: number,
    width: number,
    atMost = maxItems,
  ): { readonly start: number; readonly count: number } | undefined {
    const place = this.target(field);
    if (place === undefined) return undefined;
    if (place + 4 > this.bytes.length) throw new FlatbufferDamage("a vector lies outside its message");
    const count = this.view.getUint32(place, true);
    if (place + 4 + count * width > this.bytes.length)
      throw new FlatbufferDamage("a vector is longer than its message");
    if (count > atMost) throw new FlatbufferDamage(`a vector has ${count} items, more than ${atMost}`);
    return { start: place + 4, count };
  }

  private sizeAt(place: number): number {
    const value = this.view.getBigInt64(place, true);
    if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER))
      throw new FlatbufferDamage("a size makes no sense");
    return Number(value);
  }
}
