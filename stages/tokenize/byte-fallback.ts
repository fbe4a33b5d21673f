/** What stands for a character that is no token: the tokens of its bytes (0 - 255), or one unknown token. */
import type { Refuse } from "./unsupported.js";

export type Fallback = { readonly bytes: Int32Array } | { readonly unknown: number };

/** Names of the tokens of bytes: `<0x00>` to `<0xFF>`. */
export const byteNames: readonly string[] = Array.from(
  { length: 256 },
  (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`,
);

/** The tokens of bytes in a Hugging Face file, which names them so. */
export function namedBytes(idOf: (name: string) => number | undefined, refuse: Refuse): Fallback {
  const bytes = byteNames.map(
    (name, byte) => idOf(name) ?? refuse("model.vocab", `byte ${byte} has no token`),
  );
  return { bytes: Int32Array.from(bytes) };
}
