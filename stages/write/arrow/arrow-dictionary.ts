/** The values of a column that is written as numbers into a list of its values. */
import { UserError } from "../../../pipeline/contracts/errors.js";
import type { Column } from "../../../pipeline/contracts/rows.js";

/** A column whose values hardly repeat would be held in memory as a whole. */
const mostValues = 1 << 20;
const mostCharacters = 32 << 20;

export class ArrowDictionary {
  private readonly numbers = new Map<string, number>();
  private characters = 0;

  constructor(
    readonly id: number,
    private readonly column: string,
  ) {}

  get values(): string[] {
    return [...this.numbers.keys()];
  }

  /** @throws UserError `too-many-values` */
  numberOf(value: string): number {
    const known = this.numbers.get(value);
    if (known !== undefined) return known;
    const number = this.numbers.size;
    this.characters += value.length;
    if (number >= mostValues || this.characters > mostCharacters)
      throw new UserError(
        "too-many-values",
        `column "${this.column}" has more than ${mostValues} different values in a shard, or they take more than ${mostCharacters} characters; expected few that repeat`,
        "Take the column out of dictionary of write-arrow",
      );
    this.numbers.set(value, number);
    return number;
  }
}

/** A dictionary for each named column, by its place in the schema. @throws UserError `unknown-column` */
export function dictionariesOf(
  columns: readonly Column[],
  names: readonly string[],
): ReadonlyMap<number, ArrowDictionary> {
  const texts = columns.filter(({ type }) => type.kind === "utf8").map(({ name }) => name);
  const wrong = names.find((name) => !texts.includes(name));
  if (wrong !== undefined)
    throw new UserError(
      "unknown-column",
      `write-arrow is to write "${wrong}" as a dictionary, but there is no such column of texts`,
      texts.length === 0 ? "Take dictionary out: the rows have no texts" : `Name some of ${texts.join(", ")}`,
    );
  const places = columns.flatMap(({ name }, place) => (names.includes(name) ? [{ name, place }] : []));
  return new Map(places.map(({ name, place }, id) => [place, new ArrowDictionary(id, name)]));
}
