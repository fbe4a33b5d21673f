/**
 * The file of a trained model: gzip of
 *
 *     4 bytes    "WDQM"
 *     u32        length of the header
 *     header     JSON in UTF-8: kind, version, parameters, and the length of each array in bytes
 *     arrays     one behind the other, little-endian
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { constants, gunzipSync, gzipSync } from "node:zlib";
import { UserError } from "../../../pipeline/contracts/errors.js";

const magic = "WDQM";
const version = 1;

export interface ModelFile {
  readonly kind: string;
  readonly parameters: Readonly<Record<string, number>>;
  readonly arrays: readonly Uint8Array[];
}

export function writeModel(path: string, { kind, parameters, arrays }: ModelFile): number {
  const header = Buffer.from(
    JSON.stringify({ kind, version, parameters, bytes: arrays.map((array) => array.byteLength) }),
  );
  const head = Buffer.alloc(8);
  head.write(magic, "latin1");
  head.writeUInt32LE(header.length, 4);
  const packed = gzipSync(Buffer.concat([head, header, ...arrays]), { level: constants.Z_BEST_COMPRESSION });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, packed);
  return packed.length;
}

/** @throws UserError `bad-model` when the file is no model of this kind */
export function readModel(path: string, kind: string): ModelFile {
  const wrong = (problem: string): UserError =>
    new UserError("bad-model", `the file is no model for ${kind}: ${problem}`, advice(kind), { file: path });
  let bytes: Buffer;
  try {
    bytes = gunzipSync(readFileSync(path));
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
  if (bytes.toString("latin1", 0, 4) !== magic) throw wrong("it does not begin with WDQM");
  const end = 8 + bytes.readUInt32LE(4);
  const header = JSON.parse(bytes.toString("utf8", 8, end)) as Omit<ModelFile, "arrays"> & {
    readonly version: number;
    readonly bytes: readonly number[];
  };
  if (header.kind !== kind) throw wrong(`it is one for ${header.kind}`);
  if (header.version !== version)
    throw wrong(`it has version ${header.version}, this program reads ${version}`);
  let at = end;
  const arrays = header.bytes.map((length) => {
    // A copy: typed arrays of wider numbers need an aligned start.
    const array = Uint8Array.from(bytes.subarray(at, at + length));
    at += length;
    return array;
  });
  if (at !== bytes.length) throw wrong("it was cut or something hangs on its end");
  return { kind, parameters: header.parameters, arrays };
}

function advice(kind: string): string {
  return `Make one with \`wudao model train ${kind}\``;
}
