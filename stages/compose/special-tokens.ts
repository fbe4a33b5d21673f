/** Ids of the special tokens that a form of training needs: the vocabulary's own, or new ones behind its end. */
import type { Vocabulary } from "../../pipeline/contracts/stage.js";
import { tokenType } from "./token-type.js";

export interface SpecialTokens<Name extends string> {
  readonly ids: Readonly<Record<Name, number>>;
  /** Highest id plus one, new ones included. */
  readonly size: number;
  /** All tokens with their ids for the manifest: `[MASK]=50003 ...`. */
  readonly listing: string;
}

/**
 * @param spellings how each is called in vocabularies, the usual first. Those that no spelling finds are appended in this order:
 *   models add theirs behind the vocabulary in the same way.
 */
export function specialTokens<Name extends string>(
  vocabulary: Vocabulary,
  spellings: readonly (readonly [Name, ...string[]])[],
): SpecialTokens<Name> {
  let { size } = vocabulary;
  const ids: Partial<Record<Name, number>> = {};
  for (const spelled of spellings) {
    const [name] = spelled;
    const known = spelled
      .filter(isMark)
      .map((each) => vocabulary.idOf(each))
      .find((id) => id !== undefined);
    ids[name] = known ?? size++;
  }
  const complete = ids as Record<Name, number>;
  return {
    ids: complete,
    size,
    listing: spellings.map(([name]) => `${name}=${complete[name]}`).join(" "),
  };
}

/** What the manifest says of the ids in the rows. */
export function idFacts({ size, listing }: Pick<SpecialTokens<string>, "size" | "listing">) {
  return { "token-type": tokenType(size), "vocabulary-size": size, "special-tokens": listing };
}

/** A plain word such as `unk` or `eop` is a piece of ordinary text in real vocabularies (cog-pretrain: 22056, 15239). */
function isMark(spelling: string): boolean {
  return /^[<[]/.test(spelling);
}
