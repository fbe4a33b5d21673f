/**
 * Headers of tar members, as tar.ts reads them. Nothing of the machine or the time is in them: the same members give the same
 * archive. Names above 100 bytes go into a pax header before the member.
 */

const blockBytes = 512;
const longestName = 100;

/** What stands before the body of a file. */
export function tarHeader(name: string, size: number): Buffer {
  const bytes = Buffer.from(name);
  if (bytes.length <= longestName) return header(bytes, size, "0");
  const field = paxField("path", name);
  const extended = header(Buffer.from("pax"), field.length, "x");
  return Buffer.concat([
    extended,
    field,
    tarPadding(field.length),
    header(bytes.subarray(0, longestName), size, "0"),
  ]);
}

/** What stands behind a body: zeros up to the next block. */
export function tarPadding(size: number): Buffer {
  return Buffer.alloc((blockBytes - (size % blockBytes)) % blockBytes);
}

/** What ends an archive. */
export const tarEnd = Buffer.alloc(2 * blockBytes);

function header(name: Buffer, size: number, type: "0" | "x"): Buffer {
  const block = Buffer.alloc(blockBytes);
  name.copy(block, 0);
  block.write("0000644\0", 100);
  block.write("0000000\0", 108);
  block.write("0000000\0", 116);
  block.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  block.write("00000000000\0", 136);
  block.write("        ", 148);
  block.write(type, 156);
  block.write("ustar\0" + "00", 257);
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

/** `LENGTH KEY=VALUE\n`, where LENGTH counts itself. */
function paxField(key: string, value: string): Buffer {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + String(bytes).length;
  if (String(length).length > String(bytes).length) length++;
  return Buffer.from(`${length}${rest}`);
}
