import { readdirSync } from "node:fs";

interface Depth {
  readonly recursive: boolean;
}

/** What lies in a folder, sorted; nothing where there is none. A folder that cannot be read is told: it may hold something. */
export function namesIn(folder: string, { recursive }: Depth = { recursive: false }): string[] {
  try {
    return readdirSync(folder, { recursive, encoding: "utf8" }).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
