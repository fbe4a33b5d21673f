/** Proteins: one token a residue. */
import { z } from "zod";
import { SampleError } from "../../pipeline/contracts/errors.js";
import { defineMap, type Vocabulary } from "../../pipeline/contracts/stage.js";

/** ProteinLM's vocabulary in file order: [PAD] 0 ... [unused1] 5, then A 6 to Z 30 without J. */
const special = ["[PAD]", "[MASK]", "[CLS]", "[SEP]", "[UNK]", "[unused1]"] as const;
const residues = "ABCDEFGHIKLMNOPQRSTUVWXYZ";
const size = special.length + residues.length;
const idOfLetter = new Map(Array.from(residues, (letter, index) => [letter, special.length + index]));

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
    const id = idOfLetter.get(text[at] ?? "");
    if (id === undefined)
      throw new SampleError("not-a-residue", `character ${at} is no residue: ${JSON.stringify(text[at])}`);
    ids[at] = id;
  }
  return ids;
}

const vocabulary: Vocabulary = {
  size,
  name: "residues",
  decode: (ids) => Array.from(ids, (id) => special[id] ?? residues[id - special.length] ?? "").join(""),
  encode,
  idOf: (name) => {
    const index = (special as readonly string[]).indexOf(name);
    return index >= 0 ? index : idOfLetter.get(name);
  },
};
