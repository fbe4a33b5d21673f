/** Protein sequences in one spelling: upper case, without gaps, rare residues mapped. */
import { z } from "zod";
import { withText } from "../../pipeline/contracts/sample.js";
import { defineMap } from "../../pipeline/contracts/stage.js";

const parameters = z.strictObject({
  rare: z
    .enum(["map", "keep"])
    .default("map")
    .describe(
      "U, Z, O and B become X as in ProtTrans (`map`), or stay, as ProteinLM's vocabulary has them (`keep`)",
    ),
});

/** IUPAC letters of amino acids; J (leucine or isoleucine) has no token in ProteinLM and becomes X in both forms. */
const notResidue = /[^A-Za-z]/;

export const proteinResidues = defineMap({
  name: "protein-residues",
  summary:
    "Brings protein sequences into one spelling: upper case, no gaps or stop marks, rare residues as X.",
  source: "Elnaggar et al. 2021 (ProtTrans: U, Z, O, B to X); THUDM/ProteinLM vocabulary (no J)",
  parameters,
  reasons: { "no-output": "what is left holds something that is no residue, or nothing" },
  examples: [
    { in: "mktU-Y*", out: "MKTXY" },
    { in: "MKTUJ", out: "MKTUX", params: { rare: "keep" } },
  ],
  open: (params) => {
    const mapped = params.rare === "map" ? /[UZOBJ]/g : /J/g;
    return (sample) => {
      const letters = sample.text.replace(/[-.*\s]+/g, "");
      if (letters === "" || notResidue.test(letters)) return [];
      return withText(sample, letters.toUpperCase().replace(mapped, "X"));
    };
  },
});
