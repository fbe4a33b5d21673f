/**
 * The letters beyond ASCII of languages that are written with an alphabet, most common first.
 *
 * Languages that share a charset have lists of their own: what tells them is which letters stand together. è, ì and ø are common
 * letters of windows-1252, but no language has all three; Czech read as windows-1252 does.
 */
export const alphabets = {
  french: "éàèêçîôùûâœëïü",
  german: "üäößé",
  spanish: "óíáñúéü¿¡ºª",
  portuguese: "ãçáéíóêõâàúô",
  italian: "àèùòìé",
  catalan: "éàóíèòçúïü",
  nordic: "äåöøæéü",
  icelandic: "íáðéóöúæýþ",
  czech: "íáéěřýčžšůúóňťďľôäĺŕ",
  polish: "łąęóśżćńź",
  hungarian: "áéöóőüíúű",
  romanian: "ăîâșțşţ",
  slavic: "čšžćđ",
  turkish: "ıüğşçöİâîû",
  baltic: "āēīšūžčņļģķėųąęįäöüõ",
  cyrillic: "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїєґў",
  greek: "αοιετσνηυρπκμλςίόάωέθήδγχύφώξβζψ",
  hebrew: "יוהלאתרמבשנדםחעכקפגטזסןצךףץ",
  arabic: "الينمتورهبدعةفسقكجشحطخصىأذضءثغئزظإؤآپچژگ،؟؛",
  thai: "านรกอเงยลมวดท่สต้คบปหแจพชขใไโผถซะำีิึืุูั็์ธษฐณญภศฟฝฉฎฏฆฌฬฤ",
} as const;

export type AlphabeticLanguage = keyof typeof alphabets;

/** Languages of Western Europe, as windows-1252 and ISO-8859-15 write them. */
export const western = [
  "french",
  "german",
  "spanish",
  "portuguese",
  "italian",
  "catalan",
  "nordic",
  "icelandic",
] as const satisfies readonly AlphabeticLanguage[];

/** Languages of Central Europe, as windows-1250 and ISO-8859-2 write them. */
export const central = [
  "czech",
  "polish",
  "hungarian",
  "romanian",
  "slavic",
  "german",
] as const satisfies readonly AlphabeticLanguage[];

const latin: ReadonlySet<string> = new Set([...western, ...central, "turkish", "baltic"]);

export function isLatin(language: string): boolean {
  return latin.has(language);
}
