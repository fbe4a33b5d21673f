/**
 * Notes which files `wudao` of ./wudao.js hands to the disk: only these are there for sure after a power cut. Loaded into the process and
 * its threads before the program; `SYNCED_FILES` names the file of notes, an inode a line, since files are renamed afterwards.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";

const { SYNCED_FILES: notes } = process.env;
if (notes !== undefined) {
  const { fsyncSync } = fs;
  const { open } = fs.promises;
  const note = (descriptor: number): void => fs.appendFileSync(notes, `${fs.fstatSync(descriptor).ino}\n`);
  fs.fsyncSync = (descriptor) => {
    fsyncSync(descriptor);
    note(descriptor);
  };
  fs.promises.open = async (...args) => {
    const file = await open(...args);
    const sync = file.sync.bind(file);
    file.sync = async () => {
      await sync();
      note(file.fd);
    };
    return file;
  };
  syncBuiltinESMExports();
}

/** The environment in which a command's syncs are noted. */
export function notesSyncs(file: string): Readonly<Record<string, string>> {
  return { SYNCED_FILES: file, NODE_OPTIONS: `--import=${import.meta.url}` };
}

/** Files below a folder that were not handed to the disk. */
export function unsyncedFiles(folder: string, notesFile: string): string[] {
  const synced = new Set(fs.readFileSync(notesFile, "utf8").split("\n"));
  return fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .sort()
    .filter((name) => {
      const found = fs.statSync(join(folder, name));
      return found.isFile() && !synced.has(String(found.ino));
    });
}
