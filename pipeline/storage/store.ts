/**
 * What this program asks of a place that holds files: a disk, or an object store. One driver a file under `stores/`; one test
 * suite runs over all of them.
 *
 * Names are whole locations (`/path/file`, `s3://bucket/key`), so that a location alone tells where it leads.
 */

export interface StoredFile {
  readonly location: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  /** Changes with the content: an object's etag. Disks have none. */
  readonly version?: string;
}

export interface ReadOptions {
  /** First byte to read; 0 by default. */
  readonly start?: number;
  /** End of the bytes to read (exclusive); the end of the file by default. */
  readonly end?: number;
  /** The version that is wanted; a file with another version is refused. */
  readonly version?: string | undefined;
}

export interface Store {
  /** All files below a folder at any depth, in the order of their names. An absent folder has none. */
  list(folder: string): AsyncIterable<StoredFile>;
  /** Undefined when there is no such file. */
  stat(location: string): Promise<StoredFile | undefined>;
  /**
   * Bytes in blocks of up to 1 MiB, each a buffer of its own; ends early when the file does. What breaks on the way is taken
   * up again at the byte where it broke.
   *
   * @throws UserError when the file is missing, may not be read, or is no longer the `version` that is wanted
   */
  read(location: string, options?: ReadOptions): AsyncGenerator<Buffer, void, undefined>;
  /** Puts a small file in place, whole or not at all. */
  write(location: string, bytes: Uint8Array): Promise<void>;
  /**
   * Puts a small file in place unless a file is there already, and returns whether it did. When several writers try at the same
   * time, exactly one gets true.
   */
  writeIfAbsent(location: string, bytes: Uint8Array): Promise<boolean>;
  /** Puts a file of this machine in place, whole or not at all, and checks that it arrived. */
  upload(location: string, path: string): Promise<Uploaded>;
  /** Files that are not there are no error. */
  delete(locations: readonly string[]): Promise<void>;
}

/** What was read while it went out. */
export interface Uploaded {
  readonly bytes: number;
  readonly sha256: string;
}
