const numbers = new Intl.NumberFormat("en");

/** "2,000". */
export function grouped(count: number): string {
  return numbers.format(count);
}

/** "1 task", "2,000 tasks". */
export function plural(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}
