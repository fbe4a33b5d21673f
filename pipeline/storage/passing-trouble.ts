/** What a disk of the network answers while its server is away, and a dying one; other errors do not pass. */
export const passingCodes = ["EIO", "ESTALE", "ETIMEDOUT", "EAGAIN", "EHOSTDOWN", "ENOTCONN"] as const;

export function mayPass(error: unknown): boolean {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  return passingCodes.some((passing) => passing === code);
}
