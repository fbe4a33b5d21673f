/** Values of columnar files that JSON has no type for, as the texts that pyarrow and ISO 8601 give them. */

const dayMs = 86_400_000;
const firstDay = -719_528;
const lastDay = 2_932_896;

/** Whole numbers beyond 2^53 as digits, since a JSON number would round them. */
export function wholeNumber(value: bigint): number | string {
  return BigInt.asIntN(54, value) === value ? Number(value) : value.toString();
}

/** JSON has no such numbers: by name. */
export function realNumber(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/** Days since 1970-01-01 as `2020-02-29`; beyond the years 0 to 9999 as a number. */
export function dateText(days: number): string | number {
  if (days < firstDay || days > lastDay) return days;
  return new Date(days * dayMs).toISOString().slice(0, 10);
}

export type TimeUnit = "s" | "ms" | "us" | "ns";
const perSecond = { s: 1n, ms: 1000n, us: 1_000_000n, ns: 1_000_000_000n } as const;
const digits = { s: 0, ms: 3, us: 6, ns: 9 } as const;

/** Since 1970-01-01T00:00:00 as `2020-02-29T12:30:00.000`, with Z where the instant is in UTC. */
export function timestampText(value: bigint, unit: TimeUnit, utc: boolean): string | number {
  const base = perSecond[unit];
  const seconds = floorDivide(value, base);
  const days = floorDivide(seconds, 86_400n);
  if (days < BigInt(firstDay) || days > BigInt(lastDay)) return wholeNumber(value);
  const time = timeText(value - days * 86_400n * base, unit);
  return `${dateText(Number(days))}T${time}${utc ? "Z" : ""}`;
}

/** Since midnight as `12:30:00.000`. */
export function timeText(value: bigint, unit: TimeUnit): string {
  const base = perSecond[unit];
  const seconds = Number(floorDivide(value, base));
  const fraction = (value - BigInt(seconds) * base).toString().padStart(digits[unit], "0");
  const two = (number: number): string => String(number).padStart(2, "0");
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return digits[unit] === 0 ? clock : `${clock}.${fraction}`;
}

/** An unscaled number and its scale as digits: `-12.30`. */
export function decimalText(unscaled: bigint, scale: number): string {
  if (scale <= 0) return (unscaled * 10n ** BigInt(-scale)).toString();
  const sign = unscaled < 0n ? "-" : "";
  const all = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  return `${sign}${all.slice(0, -scale)}.${all.slice(-scale)}`;
}

/** Two's complement, most significant byte first. */
export function bigEndian(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex}`));
}

export function uuidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}
