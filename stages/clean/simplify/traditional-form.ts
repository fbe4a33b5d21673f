/** What the text is written in: OpenCC's `t`, Taiwan, Taiwan with its own words, Hong Kong, Hong Kong with its own words. */
export const traditionalForms = ["t", "tw", "twp", "hk", "hkp"] as const;
export type TraditionalForm = (typeof traditionalForms)[number];
