/** A stage that works on texts, over all texts of a record: what is removed from one (a telephone number) must not stay in another. */

import type { Caption, Sample } from "./sample.js";
import type { CountFound } from "./transform.js";

/** Gives the sample with another text, or the same sample. */
export type TextFunction = (sample: Sample, found?: CountFound) => Sample;

/** Each caption is gone through as a text in its own language, or that of the picture; what is empty afterwards is no caption. */
export function overCaptions(edit: TextFunction): TextFunction {
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

/** The title is gone through, too: for what may stay in no text of a record. */
export function overTitle(edit: TextFunction): TextFunction {
  return (sample, found) => {
    const edited = edit(sample, found);
    if (sample.title === undefined) return edited;
    const { text } = edit({ ...sample, text: sample.title, captions: [] }, found);
    return text === sample.title ? edited : { ...edited, title: text };
  };
}
