/** Errors that a user can cause, told so that the user knows what to do next. Anything else is a bug and keeps its stack. */

/** Where something is wrong, as far as known. Lines and columns count from 1, offsets are bytes from 0. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly offset?: number;
  readonly key?: string;
}

const userError = Symbol.for("wudao-corpus.UserError");
const sampleError = Symbol.for("wudao-corpus.SampleError");

/**
 * An error that a user caused and can mend.
 *
 * @param code    stable, machine-readable, kebab-case
 * @param problem what happened and what was expected
 * @param advice  what to do next
 * @param place   where: file, line, byte offset, key
 */
export class UserError extends Error {
  override readonly name = "UserError";
  constructor(
    readonly code: string,
    readonly problem: string,
    readonly advice = "",
    readonly place: Place = {},
  ) {
    const where = describePlace(place);
    super(`${where === "" ? "" : `${where}: `}${problem}${advice === "" ? "" : `. ${advice}`}`);
    mark(this, userError);
  }
}

/**
 * A record that could not be read or processed. The engine quarantines it; the run goes on.
 *
 * @param code    stable, machine-readable, kebab-case: what the ledger counts it under
 * @param message what is wrong with it
 */
export class SampleError extends Error {
  override readonly name = "SampleError";
  constructor(
    readonly code: string,
    message: string,
    readonly place: Place = {},
  ) {
    super(message);
    mark(this, sampleError);
  }
}

/** `file:line:column`, `file@offset` or `file key "k"`; empty when nothing is known. */
export function describePlace(place: Place): string {
  let text = place.file ?? "";
  if (place.line !== undefined) text += `:${place.line}`;
  if (place.column !== undefined) text += `:${place.column}`;
  if (place.offset !== undefined) text += `@${place.offset}`;
  if (place.key !== undefined) text += `${text === "" ? "" : " "}key "${place.key}"`;
  return text;
}

/** Marks an error for all copies of its class. */
function mark(error: Error, kind: symbol): void {
  Object.defineProperty(error, kind, { value: true });
}

/**
 * Makes `instanceof` know the errors of all copies of a class: the command line runs from a bundle, and stages of the user's own throw
 * the errors of the library that they import. Classes below it know their own, as always.
 */
function knowCopies(ours: typeof UserError | typeof SampleError, kind: symbol): void {
  Object.defineProperty(ours, Symbol.hasInstance, {
    value(this: unknown, error: unknown): boolean {
      if (this !== ours) return Function.prototype[Symbol.hasInstance].call(this, error);
      return typeof error === "object" && error !== null && kind in error;
    },
  });
}

knowCopies(UserError, userError);
knowCopies(SampleError, sampleError);

/** Whether V8 says so that the machine gives no more memory: for a buffer, or for the memory of loops in WebAssembly. */
export function isMemoryRefused(error: RangeError): boolean {
  return /allocation failed|could not allocate memory/i.test(error.message);
}
