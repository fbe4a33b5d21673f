/** What a disk of the network answers while its server is away, a dying one, and a machine that opens no more files; other errors do not pass. */
export const passingCodes = [
  ...["EIO", "ESTALE", "ETIMEDOUT", "EAGAIN", "EHOSTDOWN", "ENOTCONN"],
  ...["EMFILE", "ENFILE"],
] as const;

export function mayPass(error: unknown): boolean {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  return passingCodes.some((passing) => passing === code);
}
