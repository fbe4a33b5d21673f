/** How a process ends whose run ended, but left an unexpectedly empty dataset. */
export const emptyExitCode = 6;
