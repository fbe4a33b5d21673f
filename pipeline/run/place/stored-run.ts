/**
 * A run whose output lies in a store: the store is the truth, and a scratch folder of this machine holds what is at work.
 *
 * Publish, then mark: the files of a task go out first, each whole or not at all, then its receipt, and only if there is none;
 * a second attempt at the task finds the first one's and withdraws. What the scratch folder holds beyond the store is
 * redone, what it lacks is fetched, so that any machine can go on with the run.
 */
import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { pipeline } from "node:stream/promises";
import { UserError } from "../../contracts/errors.js";
import { inLanes } from "../../storage/in-lanes.js";
import { joinLocation } from "../../storage/location.js";
import type { Store } from "../../storage/store.js";
import { readWhole, storeOf } from "../../storage/store-of.js";
import { asidePath, belongsToRun, planPath, receiptPath, runFolder } from "../folders.js";
import { listPayload, localSizes, type Receipt, type SizeOf } from "../receipts.js";
import { claimPath } from "./claim.js";
import { uploadFiles } from "./upload-files.js";

/** Uploads or downloads at the same time. */
const lanes = 16;

const manifest = "manifest.json";

export class StoredRun {
  private readonly store: Store;
  /** Bytes of the files in the store, by their names below the run. */
  private readonly sizes = new Map<string, number>();
  /** The claim's uploads, one after another. */
  private claims: Promise<unknown> = Promise.resolve();

  constructor(
    readonly location: string,
    readonly folder: string,
  ) {
    this.store = storeOf(location);
  }

  /** Size of a file of the run, as far as this process knows the store. */
  readonly sizeOf: SizeOf = (file) => this.sizes.get(file);

  get names(): readonly string[] {
    return [...this.sizes.keys()];
  }

  /** Lists the store again, and fetches the wanted files that are not here yet. */
  async fetch(isWanted: (name: string) => boolean): Promise<void> {
    const found = new Map<string, number>();
    for await (const { location, bytes } of this.store.list(this.location)) {
      const name = location.slice(this.location.length + 1);
      // Names become paths here, and whoever may write into the store chooses them.
      if (name.split("/").some((part) => ["", ".", ".."].includes(part)) || name.includes("\0"))
        throw new UserError(
          "store-failed",
          "the name of an object leads out of the folder",
          "No run writes such a name: look who may write there, and remove it",
          { file: location },
        );
      found.set(name, bytes);
    }
    // Some stores list new files late. So the plan, which says whose folder this is, and the manifest, which says that the run is
    // finished, are asked for by name.
    for (const name of [this.nameOf(planPath(this.folder)), manifest]) {
      const file = found.has(name) ? undefined : await this.store.stat(this.at(name));
      if (file !== undefined) found.set(name, file.bytes);
    }
    this.sizes.clear();
    for (const [name, bytes] of found) this.sizes.set(name, bytes);
    const sizeHere = localSizes(this.folder);
    await inLanes(
      lanes,
      [...found].filter(([name]) => isWanted(name)),
      async ([name, bytes]) => {
        if (sizeHere(name) !== bytes || isRenewed(name)) await this.fetchFile(name);
      },
    );
  }

  /** Fetches what other machines have published since. */
  readonly refresh = (): Promise<void> => this.fetch(isWork);

  /** Removes files from the scratch folder that the store does not have, or has in another size. */
  forgetStrangers(): void {
    for (const { file, bytes } of listPayload(this.folder, this.folder))
      if (this.sizes.get(file) !== bytes) rmSync(join(this.folder, file));
  }

  async fetchFile(name: string): Promise<void> {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    const partial = `${path}.part`;
    await pipeline(this.store.read(this.at(name)), createWriteStream(partial));
    renameSync(partial, path);
  }

  /** Publishes the plan, with which a run begins; before that, removes what another run has left there. */
  async publishPlan(replacesAnother: boolean): Promise<void> {
    if (replacesAnother) await this.remove(belongsToRun);
    await this.upload(this.nameOf(planPath(this.folder)));
  }

  /**
   * Publishes what a task left in the scratch folder.
   *
   * @param isUploaded the worker has uploaded its files
   * @returns the receipt that stands: this one, or that of an attempt which was faster
   */
  async publishTask(receipt: Receipt, isUploaded: boolean): Promise<Receipt> {
    const { phase, index, files } = receipt;
    if (!isUploaded) await uploadFiles(receipt, this.folder, this.location);
    for (const { file, bytes } of files) this.sizes.set(file, bytes);
    for (const kind of ["rejects", "quarantine"] as const) {
      const path = asidePath(this.folder, kind, phase, index);
      const name = this.nameOf(path);
      if (existsSync(path)) await this.upload(name);
      // An earlier attempt may have set samples aside that this one did not.
      else if (this.sizes.has(name)) await this.removeNames([name]);
    }
    const standing = await this.mark(receipt);
    // Nothing reads these shards from the scratch folder again, so they need not fill its disk.
    if (phase === "write") for (const { file } of files) rmSync(join(this.folder, file), { force: true });
    return standing;
  }

  private async mark(receipt: Receipt): Promise<Receipt> {
    const path = receiptPath(this.folder, receipt.phase, receipt.index);
    const name = this.nameOf(path);
    const text = Buffer.from(JSON.stringify(receipt));
    if (!(await this.store.writeIfAbsent(this.at(name), text))) {
      const standing = await this.standingReceipt(name, receipt.plan);
      if (standing !== undefined) {
        await writeFile(path, JSON.stringify(standing));
        return standing;
      }
      // A receipt of files that are gone marks nothing.
      await this.store.write(this.at(name), text);
    }
    this.sizes.set(name, text.length);
    return receipt;
  }

  private async standingReceipt(name: string, plan: string): Promise<Receipt | undefined> {
    const bytes = await readWhole(this.at(name));
    let receipt: Receipt;
    try {
      receipt = JSON.parse(String(bytes)) as Receipt;
    } catch {
      return undefined;
    }
    if (receipt.plan !== plan) return undefined;
    for (const { file, bytes: size } of receipt.files)
      if ((await this.store.stat(this.at(file)))?.bytes !== size) return undefined;
    return receipt;
  }

  /**
   * What the end of a run left in the scratch folder, beside what the tasks have published themselves; the manifest last, since it says
   * that the dataset is there.
   */
  async publishDataset(): Promise<void> {
    const published = /^(?:\.run|rejects|quarantine|origins)\//;
    const companions = listPayload(this.folder, this.folder).filter(
      ({ file }) => file !== manifest && !published.test(file),
    );
    await inLanes(lanes, companions, async ({ file }) => {
      await this.upload(file);
    });
    await this.upload(manifest);
  }

  get holdsPayload(): boolean {
    return this.names.some(isPayload);
  }

  removePayload(): Promise<void> {
    return this.remove(isPayload);
  }

  async upload(name: string) {
    const sent = await this.store.upload(this.at(name), join(this.folder, name));
    this.sizes.set(name, sent.bytes);
    return sent;
  }

  /** Removes files from the store. */
  async remove(goes: (name: string) => boolean): Promise<void> {
    await this.removeNames(this.names.filter(goes));
  }

  private async removeNames(names: readonly string[]): Promise<void> {
    await this.store.delete(names.map((name) => this.at(name)));
    for (const name of names) this.sizes.delete(name);
  }

  /** Called when the claim of this process was renewed or taken back. A claim that could not be told grows old, no more. */
  readonly shareClaim = (): void => {
    const path = claimPath(this.folder);
    const name = this.nameOf(path);
    this.claims = this.claims
      .then(async () => {
        if (existsSync(path)) await this.store.write(this.at(name), readFileSync(path));
        else await this.store.delete([this.at(name)]);
      })
      .catch(() => undefined);
  };

  /** Fetches the claim as it is now; takes the one here away where its process has taken it back. */
  readonly fetchClaim = async (): Promise<void> => {
    const path = claimPath(this.folder);
    const name = this.nameOf(path);
    if ((await this.store.stat(this.at(name))) === undefined) rmSync(path, { force: true });
    else await this.fetchFile(name);
  };

  /** Waits for what is under way. */
  async settle(): Promise<void> {
    await this.claims;
  }

  private at(name: string): string {
    return joinLocation(this.location, name);
  }

  private nameOf(path: string): string {
    return relative(this.folder, path);
  }
}

/** What changes under its name, perhaps without a change of size. */
function isRenewed(name: string): boolean {
  return name === manifest || (name.startsWith(".run/") && !/^\.run\/(payload|receipts)\//.test(name));
}

function isPayload(name: string): boolean {
  return name.startsWith(".run/payload/");
}

/** Everything of a run that is small: all but spills and shards. */
export function isState(name: string): boolean {
  return name === manifest || (name.startsWith(".run/") && !isPayload(name));
}

/** The same with the spills, from which an unfinished run goes on. */
export function isWork(name: string): boolean {
  return name === manifest || name.startsWith(relative(".", runFolder(".")));
}
