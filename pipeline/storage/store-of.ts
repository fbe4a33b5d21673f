/** From a location to the store that holds it. */
import { collectBlocks } from "./collect-blocks.js";
import { isRemote } from "./location.js";
import type { Store } from "./store.js";
import { fileStore } from "./stores/file-store.js";
import { loadS3, s3Store } from "./stores/s3-store.js";

/** The store that a location leads to. */
export function storeOf(location: string): Store {
  return isRemote(location) ? s3Store : fileStore;
}

/** Loads what the store of a location needs: half a second that is better spent before an answer is waited for. */
export async function loadStore(location: string): Promise<void> {
  if (isRemote(location)) await loadS3();
}

/** A whole small file; undefined when there is none. */
export async function readWhole(location: string): Promise<Buffer | undefined> {
  const store = storeOf(location);
  const found = await store.stat(location);
  return found === undefined ? undefined : collectBlocks(store.read(location));
}
