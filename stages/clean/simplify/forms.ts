/** Which of OpenCC's dictionaries make a form of traditional Chinese simplified, and in which order. */
import { configs } from "opencc-js/preset/t2cn";
import { ofBothScripts, traditionalMarks } from "../../text/characters/traditional-marks.js";
import { rareSimplified } from "./rare-characters.js";
import type { TraditionalForm } from "./traditional-form.js";

const configNames = { t: "t2s", tw: "tw2s", twp: "tw2sp", hk: "hk2s", hkp: "hk2sp" } as const;

/** Word -> replacement. */
export type Dictionary = ReadonlyMap<string, string>;

export interface FormDictionaries {
  /** Compatibility ideographs. */
  readonly normalize: Dictionary;
  /** The text is cut at these words before it is converted, so that no later match crosses their bounds. */
  readonly segment: Dictionary | undefined;
  /** From a region's words and characters to the standard's, where the form has such. */
  readonly regional: Dictionary | undefined;
  /** Traditional to simplified. */
  readonly simplify: Dictionary;
}

type Group = readonly string[];

interface Configuration {
  readonly normalizationChain?: readonly Group[];
  readonly segmentation?: Group;
  readonly conversionChain: readonly Group[];
}

/**
 * @param everyEntry false leaves out what is right for traditional text only: characters and phrases that simplified text
 *   uses too (乾, 打坏 -> 打坯), and rare characters, which simplified editions print in their traditional form
 */
export function dictionariesOf(form: TraditionalForm, everyEntry: boolean): FormDictionaries {
  const found = configs[configNames[form]] as Configuration | undefined;
  if (found === undefined) throw new Error(`opencc-js has no configuration ${configNames[form]}`);
  const marks = new Set(traditionalMarks);
  const accept = (word: string): boolean =>
    everyEntry || (word.length < 2 ? !ofBothScripts.includes(word) : holdsMark(word, marks));
  // In every form the last step is traditional to simplified: phrases first, then characters.
  const last = found.conversionChain.at(-1) ?? [];
  return {
    normalize: merge(found.normalizationChain?.flat() ?? [], () => true),
    segment: found.segmentation === undefined ? undefined : merge(found.segmentation, accept),
    regional:
      found.conversionChain.length < 2 ? undefined : merge(found.conversionChain.slice(0, -1).flat(), accept),
    simplify: merge(everyEntry ? withRare(last) : last, accept),
  };
}

/** OpenCC puts the rare characters between phrases and characters. */
function withRare(group: Group): Group {
  return [...group.slice(0, -1), rareSimplified, ...group.slice(-1)];
}

/** Earlier dictionaries of a group win. */
function merge(group: Group, accept: (word: string) => boolean): Dictionary {
  const merged = new Map<string, string>();
  for (const dictionary of group.slice().reverse()) {
    for (const entry of dictionary.split("|")) {
      const end = entry.indexOf(" ");
      const word = entry.slice(0, Math.max(0, end));
      if (word !== "" && accept(word)) merged.set(word, entry.slice(end + 1));
    }
  }
  return merged;
}

function holdsMark(word: string, marks: ReadonlySet<string>): boolean {
  for (const character of word) if (marks.has(character)) return true;
  return false;
}
