/**
 * Which Chinese a text is: modern, classical (文言文) or Cantonese; and in which script it is written.
 *
 * Classical: each Han character has log-odds of classical against modern text (`language-model.ts`); the mean decides, unless
 * the particles of modern Chinese are there. Vernacular novels (红楼梦) are modern by these particles.
 * Cantonese: characters that only written Cantonese uses for its own words.
 */
import { charClass, HAN_TRADITIONAL, isHanClass } from "./charclass.js";
import { hanStep, languageModel } from "./language-model.js";
import { simplifiedUnits } from "./traditional-marks.js";

export type ChineseVariety = "zh-hans" | "zh-hant" | "lzh" | "yue";

/** Particles and pronouns that modern prose cannot do without and classical prose does not know. */
const modernParticles = "的了们这吗呢吧哪啊您她";
/** After 粵語書寫 of the Cantonese grammars (Matthews and Yip 1994): 嘅 的, 咗 了, 喺 在, 唔 不, 佢 他, 哋 们, 冇 没有 ... */
const cantoneseMarks = "嘅咗喺唔佢哋嚟冇啲嘢咁噉嗰睇瞓畀諗谂攞嗌嘥啱揾搵咩乜嚿噃喇㗎啩嘞";

/** Kinds of units: 1 modern particle, 2 Cantonese mark. */
const marks = new Uint8Array(0x10000);
for (const character of modernParticles) marks[character.charCodeAt(0)] = 1;
for (const character of cantoneseMarks) marks[character.charCodeAt(0)] = 2;

/** Mean log-odds above which a text is classical: half of the way between the medians of classical and of news text. */
const classicalMean = 0.25;
/**
 * Short texts are modern unless the odds for classical are e² : 1 beyond that mean: of captions of a few words and of headlines, it
 * takes 29 and 4 % for classical otherwise, and one more of a hundred poems is recognised (`npm run bench -- languages`).
 */
const classicalSurplus = 2;
/** Half of a couplet; less is a name or a word, and these are the same in both. */
const fewestClassicalHan = 8;
/** One particle in 70 characters; modern prose has one in 20, 文言文 one in several hundred (的 as a noun, 了 as a verb). */
const modernParticleShare = 0.015;
/** HKCanCor has one mark in 6 characters; modern text one in thousands (喇叭, 唔, names). */
const cantoneseShare = 0.03;
const fewestCantoneseMarks = 2;
/** Traditional text has 30 to 40 such characters in 100, simplified text hardly any (著, 於 in names). */
const traditionalShare = 0.1;

/** What has been counted of one or several texts. */
export class VarietyCount {
  han = 0;
  private classical = 0;
  private traditional = 0;
  private particles = 0;
  private cantonese = 0;

  add(text: string, from = 0, to = text.length): this {
    const { classical } = languageModel();
    for (let i = from; i < to; i++) {
      const unit = text.charCodeAt(i);
      const kind = charClass[unit]!;
      if (!isHanClass(kind)) continue;
      this.han++;
      if (kind === HAN_TRADITIONAL) this.traditional++;
      const simple = simplifiedUnits[unit]!;
      this.classical += classical[simple]!;
      const mark = marks[simple]! | marks[unit]!;
      if (mark === 1) this.particles++;
      else if (mark === 2) this.cantonese++;
    }
    return this;
  }

  variety(): ChineseVariety {
    if (this.cantonese >= fewestCantoneseMarks && this.cantonese >= cantoneseShare * this.han) return "yue";
    if (this.isClassical()) return "lzh";
    return this.traditional > traditionalShare * this.han ? "zh-hant" : "zh-hans";
  }

  private isClassical(): boolean {
    if (this.han < fewestClassicalHan || this.particles >= modernParticleShare * this.han) return false;
    return this.classical * hanStep > classicalMean * this.han + classicalSurplus;
  }
}
