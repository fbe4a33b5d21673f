/** Makes the hash table over the spellings of a vocabulary, in WebAssembly (`merge-table.wat`). */
import { MemoryLayout } from "../../../pipeline/kernels/memory-layout.js";
import { slotsFor } from "./hash-slots.js";
import { mergeTableModule } from "./merge-table-module.js";

type Exports = Readonly<{ indexSpellings: () => number }>;

/** Tables of the kernel that are not used here: they have no place in the memory. */
const nowhere = {
  ids: 0,
  mergeUnits: 0,
  mergeStarts: 0,
  mergeSeams: 0,
  merges: 0,
  lefts: 0,
  rights: 0,
  products: 0,
  ranks: 0,
  early: 0,
  entryOf: 0,
  rankOf: 0,
  leftOf: 0,
  rightOf: 0,
  pairs: 0,
  pairMask: 0,
  pairBits: 0,
};

/** The hash table of spellings, open-addressed: entry + 1; 0 is free. When a spelling is listed twice, the first one is in the table. */
export function indexSpellings(
  units: Uint16Array,
  starts: Int32Array,
): { readonly slots: Int32Array; readonly hasRepeats: boolean } {
  const entries = starts.length - 1;
  const slotCount = slotsFor(entries);
  const layout = new MemoryLayout();
  const places = {
    units: layout.place(units.byteLength),
    starts: layout.place(starts.byteLength),
    slots: layout.place(4 * slotCount),
  };
  const memory = layout.open();
  const { buffer } = memory;
  new Uint16Array(buffer, places.units, units.length).set(units);
  new Int32Array(buffer, places.starts, starts.length).set(starts);
  const imports = { memory, ...nowhere, ...places, entries, slotMask: slotCount - 1 };
  const kernel = new WebAssembly.Instance<Exports>(mergeTableModule, { kernel: imports }).exports;
  const hasRepeats = kernel.indexSpellings() !== 0;
  return { slots: new Int32Array(buffer, places.slots, slotCount).slice(), hasRepeats };
}
