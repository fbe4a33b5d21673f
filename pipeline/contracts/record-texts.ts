/** A stage that works on texts, over all texts of a record: what is removed from one (a telephone number) must not stay in another. */

import { type Caption, type Sample, withText, withTitle } from "./sample.js";
import type { CountFound } from "./transform.js";

/** Gives the sample with another text, or the same sample. */
export type TextFunction = (sample: Sample, found?: CountFound) => Sample;

/** @param titles whether the title is one of the texts (`MapStage.titles`) */
export function overTexts(edit: TextFunction, titles: boolean): TextFunction {
  const editBeside = overCaptions(edit);
  return titles ? overTitle(edit, editBeside) : editBeside;
}

/** Each caption is gone through as a text in its own language, or that of the picture; what is empty afterwards is no caption. */
function overCaptions(edit: TextFunction): TextFunction {
  return (sample, found) => {
    const edited = edit(sample, found);
    if (sample.captions.length === 0) return edited;
    const captions = sample.captions.flatMap((caption): readonly Caption[] => {
      // The text is one of them, as a rule, and what is found in it counts once.
      const asText = { ...sample, text: caption.text, lang: caption.lang ?? sample.lang };
      const text = caption.text === sample.text ? edited.text : edit(asText, found).text;
      if (text === caption.text) return [caption];
      return text.trim() === "" ? [] : [{ ...caption, text }];
    });
    const isSame =
      captions.length === sample.captions.length &&
      captions.every((caption, at) => caption === sample.captions[at]);
    return isSame ? edited : { ...edited, captions };
  };
}

/**
 * The title is gone through as a text in the language of the record; what is empty afterwards is no title.
 *
 * @param editBeside goes through the other texts
 */
function overTitle(edit: TextFunction, editBeside: TextFunction): TextFunction {
  return (sample, found) => {
    const edited = editBeside(sample, found);
    const { title } = sample;
    if (title === undefined) return edited;
    const text = title === sample.text ? edited.text : edit(withText(sample, title), found).text;
    if (text === title) return edited;
    return withTitle(edited, text.trim() === "" ? undefined : text);
  };
}
