/** Sizes in bytes as people write them: 1048576, "256MiB", "1.5 GB". */
import { z } from "zod";

const units: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** Bytes of a size, or undefined when it is none. */
export function parseSize(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text);
  const unit = units[(match?.[2] ?? "?").toLowerCase()];
  return match === null || unit === undefined ? undefined : Math.round(Number(match[1]) * unit);
}

/** A size in a recipe: a number of bytes, or a text such as "256MiB". */
export const byteSize = z.union([z.int().positive(), z.string()]).transform((value, context): number => {
  const bytes = typeof value === "number" ? value : parseSize(value);
  if (bytes !== undefined && bytes > 0) return bytes;
  context.addIssue({
    code: "custom",
    message: `"${value}" is no size; write bytes or a unit, such as 256MiB`,
  });
  return z.NEVER;
});
