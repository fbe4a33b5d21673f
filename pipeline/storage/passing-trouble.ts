/** What a machine answers that opens no more files. */
const limitCodes: readonly unknown[] = ["EMFILE", "ENFILE"];

/** What a disk of the network answers while its server is away, a dying one, and a machine at its limit; other errors do not pass. */
export const passingCodes: readonly unknown[] = [
  ...["EIO", "ESTALE", "ETIMEDOUT", "EAGAIN", "EHOSTDOWN", "ENOTCONN"],
  ...limitCodes,
];

export function mayPass(error: unknown): boolean {
  return passingCodes.includes(codeOf(error));
}

export function isAtLimit(error: unknown): boolean {
  return limitCodes.includes(codeOf(error));
}

function codeOf(error: unknown): unknown {
  return ((error ?? {}) as NodeJS.ErrnoException).code;
}
