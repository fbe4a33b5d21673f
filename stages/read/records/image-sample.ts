/** A picture with its texts -> a sample. */
import {
  type Caption,
  makeSample,
  type Sample,
  type SampleImage,
} from "../../../pipeline/contracts/sample.js";
import { readImageHeader } from "../../pixels/headers/read-image-header.js";

/** The encoded picture with what its header tells; a picture that tells nothing is left to image-probe. */
export function encodedImage(bytes: Uint8Array): SampleImage {
  const header = readImageHeader(bytes);
  return {
    bytes,
    format: header?.format ?? "",
    width: header?.width ?? 0,
    height: header?.height ?? 0,
  };
}

/** `text` is the first caption, unless another one is given. */
export function imageSample(
  fields: Pick<Sample, "id" | "source" | "origin" | "meta" | "lang" | "url"> &
    Partial<Pick<Sample, "text" | "title" | "scores">> & {
      readonly bytes: Uint8Array;
      readonly captions: readonly Caption[];
    },
): Sample {
  const { bytes, captions, ...rest } = fields;
  return makeSample({
    ...rest,
    text: rest.text ?? captions[0]?.text ?? "",
    lang: rest.lang ?? captions[0]?.lang,
    image: encodedImage(bytes),
    captions,
  });
}
