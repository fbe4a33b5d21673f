/** A part of a Hugging Face file: an object that names its type, or a Sequence of such. */
import { z } from "zod";
import type { Refuse } from "../unsupported.js";

export const filePart = z.looseObject({ type: z.string() }).nullish();

export type FilePart = z.output<typeof filePart>;

/** What a schema makes of a part of the file, which stands at `key` there; refuses by its own key what is not as it should be. */
export function readPart<Schema extends z.ZodType>(
  schema: Schema,
  part: unknown,
  key: string,
  refuse: Refuse,
): z.output<Schema> {
  const parsed = schema.safeParse(part);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const keys = [...(key === "" ? [] : [key]), ...(issue?.path ?? [])];
  return refuse(keys.join("."), issue?.message ?? "it is not as expected");
}

const members = z.array(z.looseObject({ type: z.string() }));

/** The members of a Sequence, which are listed at `key`. */
export function readMembers(list: unknown, key: string, refuse: Refuse): z.output<typeof members> {
  return readPart(members, list, key, refuse);
}

/** The members of a list; none when it is not a valid list. */
export function listOf(list: unknown): z.output<typeof members> {
  const parsed = members.safeParse(list);
  return parsed.success ? parsed.data : [];
}
