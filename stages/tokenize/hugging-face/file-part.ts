/** A part of a Hugging Face file: an object that names its type, or a Sequence of such. */
import { z } from "zod";

export const filePart = z.looseObject({ type: z.string() }).nullish();

export type FilePart = z.output<typeof filePart>;

/** The members of a Sequence. */
export function listOf(members: unknown): { readonly type: string; readonly [key: string]: unknown }[] {
  const parsed = z.array(z.looseObject({ type: z.string() })).safeParse(members);
  return parsed.success ? parsed.data : [];
}
