/**
 * Loops over the units of a text that are written in WebAssembly (`*.wat` beside the code that drives them): its memory, with the
 * tables that such a loop reads, room for a text and for what the loop writes.
 *
 *     tables, one behind the other | text: capacity units, and zeros | output: capacity * growth units, and room for a few
 *
 * A larger text makes the memory grow, so that arrays over it are to be asked for anew with each text. A new one for each would be garbage
 * that waits for a collection of old objects, and bring new functions, for which callers are compiled anew.
 */
import { writeUtf16 } from "./utf16.js";

type Table = Int32Array | Uint16Array | Uint8Array;

const pageBytes = 1 << 16;
/** Room for more than this is given back with the next text. */
const keptUnits = 4 << 20;
/** Zeros behind a text, so that loops may look further than its end. */
const spareUnits = 64;

/**
 * The first memory of a thread that grows, with a long text, has V8 throw away all code that it compiled for typed arrays, since these may
 * lose their memory from then on. So one grows before there is such code: a tenth of V8's compiling in a pass over 66 MB.
 */
new WebAssembly.Memory({ initial: 0 }).grow(0);

export class TextKernel<Exports> {
  /** Room for the text; valid are the first `length` units and the zeros behind, until the next text is loaded. */
  units = new Uint16Array(0);
  output = new Uint16Array(0);
  /** The same memory as 32-bit numbers, for loops that write these. */
  outputWords = new Int32Array(0);
  /** The tables as they stand in the memory, for what a loop leaves there. */
  tableWords = new Int32Array(0);
  length = 0;
  /** Addresses of both. */
  readonly unitsAt: number;
  outputAt = 0;
  private memory: WebAssembly.Memory | undefined;
  private instance: Exports | undefined;
  private bytes = Buffer.alloc(0);

  /**
   * @param tables their lengths in bytes are multiples of 4
   * @param growth units of output a unit of text, at most
   * @param leastUnits room for them in any case
   */
  constructor(
    private readonly module: WebAssembly.Module,
    private readonly tables: readonly Table[],
    private readonly growth: number,
    private readonly leastUnits = 1 << 16,
  ) {
    this.unitsAt = tables.reduce((bytes, table) => bytes + table.byteLength, 0);
  }

  /**
   * Copies a text into the memory and returns what the module exports.
   *
   * @param zeros how many a loop needs behind the text; without them stands there what stood there before
   */
  load(text: string, zeros = spareUnits): Exports {
    const capacity = this.units.length;
    let instance = this.instance;
    const needed = text.length + spareUnits;
    if (instance === undefined || needed > capacity || (capacity > keptUnits && needed < keptUnits))
      instance = this.makeRoom(Math.max(this.leastUnits + spareUnits, roomFor(needed)));
    this.length = text.length;
    writeUtf16(this.bytes, text);
    if (zeros > 0) this.units.fill(0, text.length, text.length + zeros);
    return instance;
  }

  private makeRoom(atLeast: number): Exports {
    // The output begins at a multiple of 4.
    const capacity = atLeast + (atLeast & 1);
    const outputUnits = this.growth === 0 ? 0 : capacity * this.growth + spareUnits;
    const bytes = this.unitsAt + (capacity + outputUnits) * 2;
    const pages = Math.ceil(bytes / pageBytes);
    const memory =
      this.memory !== undefined && capacity > this.units.length
        ? this.grown(this.memory, pages)
        : this.opened(pages);
    this.tableWords = new Int32Array(memory.buffer, 0, this.unitsAt / 4);
    this.units = new Uint16Array(memory.buffer, this.unitsAt, capacity);
    this.bytes = Buffer.from(memory.buffer, this.unitsAt, capacity * 2);
    this.outputAt = this.unitsAt + capacity * 2;
    this.output = new Uint16Array(memory.buffer, this.outputAt, outputUnits);
    this.outputWords = new Int32Array(memory.buffer, this.outputAt, outputUnits >> 1);
    return this.instance as Exports;
  }

  private opened(pages: number): WebAssembly.Memory {
    const memory = new WebAssembly.Memory({ initial: pages });
    let at = 0;
    for (const { buffer, byteOffset, byteLength } of this.tables) {
      new Uint8Array(memory.buffer, at).set(new Uint8Array(buffer, byteOffset, byteLength));
      at += byteLength;
    }
    this.instance = new WebAssembly.Instance<Exports>(this.module, { kernel: { memory } }).exports;
    this.memory = memory;
    return memory;
  }

  /** The tables stay as loops left them; behind them stands what stood there, as with any text but the first. */
  private grown(memory: WebAssembly.Memory, pages: number): WebAssembly.Memory {
    memory.grow(pages - memory.buffer.byteLength / pageBytes);
    return memory;
  }
}

/** Units of a memory for texts that need so many: a little larger ones fit as well, but it is not given back with the next of them. */
function roomFor(needed: number): number {
  const roomy = needed + (needed >> 3);
  return needed < keptUnits ? Math.min(roomy, keptUnits) : roomy;
}
