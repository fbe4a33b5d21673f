/**
 * Tar archives, member by member.
 *
 * | bytes     | what a header says                                                      |
 * |-----------|-------------------------------------------------------------------------|
 * | 0 - 99    | name                                                                    |
 * | 124 - 135 | size, octal; or base 256 behind a byte 0x80                             |
 * | 148 - 155 | sum of all bytes of the header, these eight taken as spaces; old tars   |
 * |           | took bytes from 128 on, as names in GBK have them, for negative numbers |
 * | 156       | type: 0 or NUL a file, L the long name of the next member, x its fields |
 * | 345 - 499 | what stands before the name (ustar)                                     |
 *
 * The body follows, padded to 512 bytes; blocks of zeros end the archive, or part joined archives.
 * Source: POSIX.1-2017 pax (ustar, extended headers); GNU tar manual, "Basic Tar Format".
 */

const blockBytes = 512;
/** Long names and extended headers beyond this are no names. */
const maxExtensionBytes = 1 << 20;

/** GNU tar --sparse: what stands in the archive is the file without its zeros. */
const sparse = "sparse file";

const kinds = new Map([
  ...["0", "\0", "7"].map((type) => [type, "file"] as const),
  ...["1", "2"].map((type) => [type, "link"] as const),
  ...["3", "4"].map((type) => [type, "device"] as const),
  ...["5", "D"].map((type) => [type, "folder"] as const),
  ["6", "pipe"],
  ["S", sparse],
  ["V", "volume label"],
]);

/** Bytes in order, by stream or by file. */
export interface TarInput {
  /** Bytes taken or skipped so far. */
  readonly offset: number;
  /** Exactly `bytes` bytes; fewer at the end. */
  take(bytes: number): Buffer | Promise<Buffer>;
  /** Returns how many bytes there were to skip. */
  skip(bytes: number): Promise<number>;
}

export interface TarMember {
  readonly kind: "member";
  readonly name: string;
  /** `file`, `folder`, or what else it is. */
  readonly what: string;
  readonly size: number;
  /** Offset of its first header, extensions included. */
  readonly start: number;
}

/** The archive cannot be read on from here. */
export interface TarDamage {
  readonly kind: "damage";
  readonly code: "truncated-tar" | "corrupt-tar";
  readonly message: string;
  readonly start: number;
}

/** The next member, its body not read yet; undefined at the end. Call `bodyEnd` after the body. */
export async function nextMember(input: TarInput): Promise<TarMember | TarDamage | undefined> {
  let longName: string | undefined;
  let longSize: number | undefined;
  let start: number | undefined;
  let what: string | undefined;
  for (;;) {
    const offset = input.offset;
    const header = await input.take(blockBytes);
    if (header.length === 0 && start === undefined) return undefined;
    if (header.length < blockBytes) return truncated(offset, start ?? offset, "a header");
    if (start === undefined && header.every((byte) => byte === 0)) continue;
    start ??= offset;
    const size = numberAt(header, 124, 12);
    if (size === undefined || !hasChecksum(header)) {
      const message = `no tar header at byte ${offset}; what follows was not read: get a sound copy of the archive`;
      return { kind: "damage", code: "corrupt-tar", message, start };
    }
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === "L" || type === "K" || type === "x" || type === "g") {
      if (size > maxExtensionBytes) {
        const message = `an extended header of ${size} bytes at byte ${offset}`;
        return { kind: "damage", code: "corrupt-tar", message, start };
      }
      const body = Buffer.from(await input.take(size));
      if (body.length < size) return truncated(offset, start, "an extended header");
      await input.skip(paddingOf(size));
      if (type === "L") longName = decodeName(body);
      if (type === "x") {
        const fields = paxFields(body);
        longName = fields.get("GNU.sparse.name") ?? fields.get("path") ?? longName;
        if (fields.has("GNU.sparse.name")) what = sparse;
        const stated = fields.get("size");
        if (stated !== undefined) {
          longSize = Number(stated);
          // A negative one would lead back to members that were read.
          if (!/^[0-9]+$/.test(stated) || !Number.isSafeInteger(longSize)) {
            const message = `an extended header at byte ${offset} states a size that is none; what follows was not read`;
            return { kind: "damage", code: "corrupt-tar", message, start };
          }
        }
      }
      continue;
    }
    return {
      kind: "member",
      name: longName ?? nameOf(header),
      what: what ?? kinds.get(type) ?? `member of type ${JSON.stringify(type)}`,
      // Links, folders and devices have no body, whatever size is stated.
      size: /[1-6]/.test(type) ? 0 : (longSize ?? size),
      start,
    };
  }
}

/** Bytes between the end of a body and the next header. */
export function paddingOf(size: number): number {
  return (blockBytes - (size % blockBytes)) % blockBytes;
}

function truncated(offset: number, start: number, where: string): TarDamage {
  return {
    kind: "damage",
    code: "truncated-tar",
    message: `the archive ends inside ${where} at byte ${offset}`,
    start,
  };
}

function nameOf(header: Buffer): string {
  const isUstar = header.toString("latin1", 257, 262) === "ustar";
  const prefix = isUstar ? decodeName(header.subarray(345, 500)) : "";
  const name = decodeName(header.subarray(0, 100));
  return prefix === "" ? name : `${prefix}/${name}`;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });
const gb18030 = new TextDecoder("gb18030");

/** Decodes a name, which ends at the first NUL. To tar, names are bytes: UTF-8, or GB18030 from older Chinese systems. */
function decodeName(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  const name = end < 0 ? bytes : bytes.subarray(0, end);
  try {
    return utf8.decode(name);
  } catch {
    return gb18030.decode(name);
  }
}

/** Octal digits between spaces and NULs, or a big-endian number behind 0x80. */
function numberAt(header: Buffer, start: number, length: number): number | undefined {
  if (((header[start] ?? 0) & 0x80) !== 0) {
    const value = header.readUIntBE(start + length - 6, 6);
    return header.subarray(start + 1, start + length - 6).every((byte) => byte === 0) ? value : undefined;
  }
  const text = header
    .toString("latin1", start, start + length)
    .replace(/[\0 ]+$/, "")
    .trimStart();
  if (text === "") return 0;
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined;
}

function hasChecksum(header: Buffer): boolean {
  const stated = numberAt(header, 148, 8);
  let sum = 0;
  let high = 0;
  for (let at = 0; at < blockBytes; at++) {
    const byte = at >= 148 && at < 156 ? 0x20 : (header[at] ?? 0);
    sum += byte;
    if (byte >= 0x80) high++;
  }
  return stated === sum || stated === sum - 256 * high;
}

/** `LENGTH KEY=VALUE\n`, where LENGTH counts the whole record in bytes. */
function paxFields(body: Buffer): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  let at = 0;
  while (at < body.length) {
    const space = body.indexOf(0x20, at);
    const length = space < 0 ? Number.NaN : Number(body.toString("latin1", at, space));
    if (!(length > space - at) || at + length > body.length) break;
    const record = body.subarray(space + 1, at + length - 1);
    const equals = record.indexOf(0x3d);
    if (equals > 0) fields.set(record.toString("utf8", 0, equals), decodeName(record.subarray(equals + 1)));
    at += length;
  }
  return fields;
}
