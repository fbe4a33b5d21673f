import assert from "node:assert/strict";
import { test } from "node:test";
import { entityAt } from "../../../stages/text/html-entities.js";

test("letters of European languages that are written as names are read, in their case", () => {
  const references: Readonly<Record<string, string>> = {
    "&Ouml;sterreich": "Österreich",
    "gr&egrave;ve": "grève",
    "zar&oacute;wno": "zarówno",
    "n&atilde;o": "não",
    "p&aring; k&oslash;benhavn": "på københavn",
    "&iexcl;Mira!": "¡Mira!",
    "d&#283;ti &ccaron;ten&iacute;": "děti čtení",
    "&lstrok;&aogon;ka": "łąka",
    "&bdquo;so&ldquo;": "„so“",
    "A &rArr; B &rarr; C": "A ⇒ B → C",
    "&forall;x &isin; M &and; &lfloor;x&rfloor; &notin; &empty; &there4; &diams;": "∀x ∈ M ∧ ⌊x⌋ ∉ ∅ ∴ ♦",
    "&Sigma;&sigma;&sigmaf; &rarr; 5&nbsp;m&sup2;": "Σσς → 5 m²",
  };
  for (const [written, text] of Object.entries(references)) {
    const read = written.replace(/&[#\w]+;/g, (reference) => entityAt(reference, 0)?.value ?? reference);
    assert.equal(read, text);
  }
});

test("dashes and quotes that old editors wrote as bytes of windows-1252 are kept: 1990&#150;1995 became one number", () => {
  const read = "&#147;1990&#150;1995&#148; don&#x92;t&#129;".replace(
    /&#\w+;/g,
    (reference) => entityAt(reference, 0)?.value ?? reference,
  );
  assert.equal(read, "“1990–1995” don’t");
});

test("what only looks like a reference stays", () => {
  for (const text of ["&unheard;", "&AT", "& amp;"]) assert.equal(entityAt(text, 0), undefined, text);
});
