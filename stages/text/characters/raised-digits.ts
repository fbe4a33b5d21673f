/** Raised and lowered digits and signs, as Unicode has them: without them 10⁵ would become 105, and H₂O H2O. */

const plain = "0123456789+-−n()";
const raised = inPlaceOfPlain("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ⁽⁾");
const lowered = inPlaceOfPlain("₀₁₂₃₄₅₆₇₈₉₊₋₋ₙ₍₎");
/** More signs than this are not an exponent or an index. */
const mostSigns = 4;

/** What stands in a sup or sub element, in raised or lowered signs; `undefined` when it is not all digits and signs. */
export function inSmallDigits(text: string, element: "sup" | "sub"): string | undefined {
  const signs = text.trim();
  if (signs.length === 0 || signs.length > mostSigns) return undefined;
  const table = element === "sup" ? raised : lowered;
  let small = "";
  for (const sign of signs) {
    const found = table.get(sign);
    if (found === undefined) return undefined;
    small += found;
  }
  return text.replace(signs, small);
}

function inPlaceOfPlain(signs: string): ReadonlyMap<string, string> {
  return new Map([...plain].map((sign, index) => [sign, signs.charAt(index)]));
}
