/** What a parameter takes, in a few words, from its JSON Schema. */

export interface ParameterSchema {
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
}

/** `integer, from 1, to 20, default 3`; empty where nothing is known. */
export function describeRange(parameter: ParameterSchema): string {
  const parts: string[] = [];
  if (parameter.enum !== undefined)
    parts.push(parameter.enum.map((value) => JSON.stringify(value)).join(" | "));
  else if (typeof parameter.type === "string") parts.push(parameter.type);
  if (parameter.minimum !== undefined && parameter.minimum > Number.MIN_SAFE_INTEGER)
    parts.push(`from ${parameter.minimum}`);
  if (parameter.exclusiveMinimum !== undefined) parts.push(`above ${parameter.exclusiveMinimum}`);
  if (parameter.maximum !== undefined && parameter.maximum < Number.MAX_SAFE_INTEGER)
    parts.push(`to ${parameter.maximum}`);
  if (parameter.exclusiveMaximum !== undefined) parts.push(`below ${parameter.exclusiveMaximum}`);
  if (parameter.default !== undefined) parts.push(`default ${JSON.stringify(parameter.default)}`);
  return parts.join(", ");
}
