/**
 * Thresholds of the quality rules by language.
 *
 * Sources: English: Rae et al. 2021 (Gopher), appendix A and table A1, and FineWeb (Penedo et al. 2024), as in datatrove's
 * defaults. All others: FineWeb-2 (Penedo et al. 2025), configs/{cmn_Hani, jpn_Jpan, kor_Hang, fra_Latn, deu_Latn,
 * ces_Latn}.yml at 05e6729 and baedee4, tuned on words of a segmenter; `words.ts` says what a word is here.
 */
export const qualityLanguages = ["zh", "en", "fr", "de", "cs", "ja", "ko"] as const;
export type QualityLanguage = (typeof qualityLanguages)[number];

export interface QualityThresholds {
  /** Mean length of a word in characters: lowest and highest. */
  readonly wordLength: readonly [number, number];
  /** Lowest share of tokens with a letter. */
  readonly alphabetic: number;
  readonly stopWords: readonly string[];
  /** Highest share of lines that repeat one before. */
  readonly repeatedLines: number;
  /** Highest share of characters in lines that repeat one before. */
  readonly repeatedCharacters: number;
  /** Highest share of characters in the most frequent 2-, 3- and 4-gram. */
  readonly topNgrams: readonly [number, number, number];
  /** Highest share of characters in repeated 5- to 10-grams. */
  readonly repeatedNgrams: readonly [number, number, number, number, number, number];
  /** Lowest share of lines that end in punctuation. */
  readonly closedLines: number;
  /** Highest number of line ends for each word. */
  readonly newlines: number;
}

const list = (words: string): readonly string[] => words.split(" ");

export const qualityThresholds: Readonly<Record<QualityLanguage, QualityThresholds>> = {
  en: {
    wordLength: [3, 10],
    alphabetic: 0.8,
    stopWords: list("the be to of and that have with"),
    repeatedLines: 0.3,
    repeatedCharacters: 0.01,
    topNgrams: [0.2, 0.18, 0.16],
    repeatedNgrams: [0.15, 0.14, 0.13, 0.12, 0.11, 0.1],
    closedLines: 0.12,
    newlines: 0.3,
  },
  zh: {
    wordLength: [1, 5],
    alphabetic: 0.735,
    // 年 月 日 and the middle dot of FineWeb-2's list are left out: dates and names of lists have them too.
    stopWords: list("的 在 是 和 了 於 于 為 为 有 被 人 中 他 與 与 後 后 也 而 由 不 这 這"),
    repeatedLines: 0.287,
    repeatedCharacters: 0.1,
    topNgrams: [0.256, 0.201, 0.171],
    repeatedNgrams: [0.198, 0.182, 0.167, 0.154, 0.14, 0.127],
    closedLines: 0.106,
    newlines: 0.178,
  },
  ja: {
    wordLength: [1, 5],
    alphabetic: 0.759,
    stopWords: list("の に を は た て が と で し れ さ"),
    repeatedLines: 0.375,
    repeatedCharacters: 0.1,
    topNgrams: [0.121, 0.129, 0.145],
    repeatedNgrams: [0.307, 0.283, 0.264, 0.248, 0.234, 0.223],
    closedLines: 0.167,
    newlines: 0.162,
  },
  ko: {
    wordLength: [1, 6],
    alphabetic: 0.791,
    stopWords: list("의 다 이 는 에 을 한 하 은 를 했 고 가 있 인 로 되"),
    repeatedLines: 0.374,
    repeatedCharacters: 0.1,
    topNgrams: [0.282, 0.228, 0.185],
    repeatedNgrams: [0.201, 0.184, 0.168, 0.154, 0.14, 0.127],
    closedLines: 0.062,
    newlines: 0.196,
  },
  fr: {
    wordLength: [2, 11],
    alphabetic: 0.812,
    stopWords: list("de la le et à en l des du les est d un une il dans par au"),
    repeatedLines: 0.264,
    repeatedCharacters: 0.1,
    topNgrams: [0.161, 0.149, 0.134],
    repeatedNgrams: [0.15, 0.141, 0.131, 0.121, 0.111, 0.1],
    closedLines: 0.1,
    newlines: 0.185,
  },
  de: {
    wordLength: [0, 15],
    alphabetic: 0.774,
    stopWords: list("der und die in von im den des mit das er dem als wurde für"),
    repeatedLines: 0.263,
    repeatedCharacters: 0.1,
    topNgrams: [0.169, 0.153, 0.137],
    repeatedNgrams: [0.141, 0.134, 0.126, 0.117, 0.108, 0.098],
    closedLines: 0,
    newlines: 0.152,
  },
  cs: {
    wordLength: [3, 11],
    alphabetic: 0.781,
    stopWords: list("v a se na je z s do"),
    repeatedLines: 0.333,
    repeatedCharacters: 0.1,
    topNgrams: [0.095, 0.121, 0.144],
    repeatedNgrams: [0.193, 0.175, 0.157, 0.144, 0.132, 0.121],
    closedLines: 0.125,
    newlines: 0.233,
  },
};
