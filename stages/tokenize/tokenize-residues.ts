/** Proteins: one token a residue. */
import { z } from "zod";
import { SampleError } from "../../pipeline/contracts/errors.js";
import { defineMap, type Vocabulary } from "../../pipeline/contracts/stage.js";
import { decodeResidues, residueIds } from "./residues.js";

export const tokenizeResidues = defineMap({
  name: "tokenize-residues",
  summary: "Turns protein sequences into token ids, one a residue.",
  source:
    "THUDM/ProteinLM, iupac vocabulary: [PAD] 0, [MASK] 1, [CLS] 2, [SEP] 3, [UNK] 4, A 6 ... Z 30 without J",
  parameters: z.strictObject({}),
  examples: [{ in: "MKTAY", out: "MKTAY" }],
  open: () => (sample) => ({ ...sample, tokens: encode(sample.text) }),
  vocabulary: () => Promise.resolve(vocabulary),
});

/** @throws SampleError `not-a-residue` */
function encode(text: string): Uint32Array {
  const ids = new Uint32Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const id = residueIds.get(text[at] ?? "");
    if (id === undefined)
      throw new SampleError("not-a-residue", `character ${at} is no residue: ${JSON.stringify(text[at])}`);
    ids[at] = id;
  }
  return ids;
}

const vocabulary: Vocabulary = {
  size: residueIds.size,
  name: "residues",
  decode: decodeResidues,
  encode,
  idOf: (name) => residueIds.get(name),
};
