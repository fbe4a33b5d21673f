/**
 * Pictures by the paths that records give: files, or members of tars (`shard.tar#0001.jpg`). Paths come from records and are
 * not trusted: nothing outside one folder is opened, whatever `..`, links or absolute paths say.
 */
import { constants } from "node:fs";
import { type FileHandle, open, realpath } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { nextMember, paddingOf } from "../../../pipeline/storage/formats/tar.js";
import { mayPass } from "../../../pipeline/storage/passing-trouble.js";
import { unreadableFile } from "../../../pipeline/storage/unreadable-file.js";
import { FileCursor } from "./file-cursor.js";

/** Why a picture is not there; `message` names it. */
export interface MissingPicture {
  readonly code: "missing-image" | "outside-root" | "over-size" | "remote-image" | "unreadable-image";
  readonly message: string;
}

interface Member {
  readonly start: number;
  readonly size: number;
}

/** An open tar and where its members stand. */
interface Archive {
  readonly file: FileHandle;
  readonly members: ReadonlyMap<string, Member>;
}

/** Tars that stay open: records of one set follow the order of its shards. */
const openArchives = 4;

export class PictureFiles {
  private readonly archives = new Map<string, Archive>();
  private trueBound: string | undefined;

  /**
   * @param base  folder that relative paths start from
   * @param bound folder that no picture may lie outside of, links followed
   */
  constructor(
    private readonly base: string,
    private readonly bound: string,
    private readonly maxBytes: number,
  ) {}

  /** @throws UserError `unreadable-file` while the disk does not answer: the record is not to blame, and more would follow it */
  async read(path: string): Promise<Buffer | MissingPicture> {
    if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path))
      return { code: "remote-image", message: `"${path}" is not on this machine; download it first` };
    const hash = path.search(/\.tar#/i);
    const [file, member] = hash < 0 ? [path, undefined] : [path.slice(0, hash + 4), path.slice(hash + 5)];
    const located = await this.locate(file);
    if (typeof located !== "string") return located;
    try {
      return member === undefined
        ? await this.readFile(located, path)
        : await this.readMember(located, member, path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      if (mayPass(error)) throw unreadableFile(located, "read", error);
      return { code: "unreadable-image", message: `"${path}" cannot be read (${code})` };
    }
  }

  async close(): Promise<void> {
    for (const { file } of this.archives.values()) await file.close();
    this.archives.clear();
  }

  /** The file's true path. A path that leads out is refused before anything tells whether it exists. */
  private async locate(path: string): Promise<string | MissingPicture> {
    const outside: MissingPicture = {
      code: "outside-root",
      message: `"${path}" leads out of ${this.bound}; the parameter inside names the folder that pictures may lie in`,
    };
    const full = resolve(this.base, path);
    if (path.includes("\0") || !isWithin(this.bound, full)) return outside;
    try {
      this.trueBound ??= await realpath(this.bound);
      const located = await realpath(full);
      return isWithin(this.trueBound, located) ? located : outside;
    } catch (error) {
      if (mayPass(error)) throw unreadableFile(full, "opened", error);
      const { code = "EIO" } = error as NodeJS.ErrnoException;
      const what = code === "ENOENT" || code === "ENOTDIR" ? "is not there" : `cannot be found (${code})`;
      return { code: "missing-image", message: `"${path}" ${what} (${full})` };
    }
  }

  private async readFile(located: string, path: string): Promise<Buffer | MissingPicture> {
    const file = await openAtOnce(located);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) return { code: "missing-image", message: `"${path}" is no file (${located})` };
      if (stat.size > this.maxBytes) return this.overSize(path, stat.size);
      return await new FileCursor(file).take(stat.size);
    } finally {
      await file.close();
    }
  }

  private async readMember(located: string, name: string, path: string): Promise<Buffer | MissingPicture> {
    const { file, members } = await this.archiveAt(located);
    const member = members.get(name);
    if (member === undefined)
      return { code: "missing-image", message: `"${path}" is not there: ${located} has no such member` };
    if (member.size > this.maxBytes) return this.overSize(path, member.size);
    const bytes = await new FileCursor(file, member.start).take(member.size);
    return bytes.length === member.size
      ? bytes
      : { code: "unreadable-image", message: `"${path}" is cut off: the archive ends inside it` };
  }

  private overSize(path: string, bytes: number): MissingPicture {
    return { code: "over-size", message: `"${path}" has ${bytes} bytes, the limit is ${this.maxBytes}` };
  }

  /** Opened archives by their last use, the oldest first. */
  private async archiveAt(path: string): Promise<Archive> {
    let archive = this.archives.get(path);
    if (archive === undefined) {
      const file = await openAtOnce(path);
      const members = await membersOf(file).catch(async (error: unknown) => {
        await file.close();
        throw error;
      });
      archive = { file, members };
      for (const [oldest, { file: unused }] of this.archives) {
        if (this.archives.size < openArchives) break;
        this.archives.delete(oldest);
        await unused.close();
      }
    }
    this.archives.delete(path);
    this.archives.set(path, archive);
    return archive;
  }
}

/** Headers only; members behind damage are missing pictures. The first of two members of one name counts. */
async function membersOf(file: FileHandle): Promise<ReadonlyMap<string, Member>> {
  const members = new Map<string, Member>();
  const input = new FileCursor(file);
  for (;;) {
    const member = await nextMember(input);
    if (member === undefined || member.kind === "damage") return members;
    if (member.what === "file" && !members.has(member.name))
      members.set(member.name, { start: input.offset, size: member.size });
    await input.skip(member.size + paddingOf(member.size));
  }
}

/** Without waiting for what writes to a pipe. */
function openAtOnce(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDONLY | constants.O_NONBLOCK);
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
