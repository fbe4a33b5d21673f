/**
 * Which language a text in Han characters is in: modern Chinese in one of its scripts, classical Chinese (文言文), Cantonese, or
 * Japanese without kana.
 *
 * Classical: each Han character has log-odds of classical against modern text (`language-model.ts`); the mean decides, unless
 * the particles of modern Chinese are there. Vernacular novels (红楼梦) are modern by these particles.
 * Cantonese: characters that only written Cantonese uses for its own words.
 * Japanese: characters that only Japan uses, or that no Chinese script has side by side (日本国憲法: 国 and 憲).
 * A few characters that all scripts share (蜜蜂) are `zh`: Chinese, in either script.
 */
import { charClass, isHanClass, KANA } from "../characters/charclass.js";
import { simplifiedUnits } from "../characters/traditional-marks.js";
import {
  CHINESE_ONLY,
  hanRepertoires,
  JAPANESE_ONLY,
  SIMPLIFIED_IN_JAPANESE,
  SIMPLIFIED_ONLY,
  TRADITIONAL_IN_JAPANESE,
  TRADITIONAL_ONLY,
} from "./han-repertoires.js";
import { hanStep, languageModel } from "./language-model.js";

/** `zh`: too short to tell which. */
export type ChineseVariety = "zh" | "zh-hans" | "zh-hant" | "lzh" | "yue";

/** Particles and pronouns that modern prose cannot do without and classical prose does not know. */
const modernParticles = "的了们这吗呢吧哪啊您她";
/** After 粵語書寫 of the Cantonese grammars (Matthews and Yip 1994) and HKCanCor: 嘅 的, 咗 了, 喺 在, 唔 不, 佢 他, 哋 们, 冇 没有 ... */
const cantoneseMarks = "嘅咗喺唔佢哋嚟冇啲嘢咁噉嗰睇瞓諗谂攞嗌嘥啱揾搵咩乜嚿噃㗎啩喎啫吖嗱嚹囖";

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
/** 係 (是) is a mark, too, but not in 關係, 聯係, 係數 and 係指; 係咪 (是不是) is enough alone. */
const beforeOtherSense = "關关聯联干";
const afterOtherSense = "數数列統统指";
/** 呢 (这) stands in front of a measure word that begins no other word (怎么办呢只能等); elsewhere it is a particle of modern prose. */
const thisOne =
  /^呢(?:[隻啲]|只(?![能好是有要會会因怕得想說说為为不])|[條条](?![件款例紋纹條条])|[間间](?![接隔或斷断])|度(?![過过])|[個个](?![人性別别個个體体中]))/;
/** 唔 (不) in front of what it negates is enough alone; a sigh of modern prose stands by itself (唔，好吧) or before who speaks (唔我想想). */
const negation = /^唔(?![嗯不我你他她它怎這这那])\p{Script=Han}/u;
/** 支唔 (but not in 支唔支持), 咿唔 and 唔唔 are sounds. */
const sound = /[支咿]唔(?!支)|唔唔/;
/** A single one is enough in a sentence of at most 20 characters (食咗飯未): no other Chinese has these. */
const soleCantoneseMarks = "嘅咗喺佢哋嚟冇啲嘢嗰瞓攞嘥揾㗎";
const soleCantoneseShare = 0.05;
/** Traditional texts of this many characters contain a character that only traditional script has, in 199 of 200 cases. */
const enoughForScript = 12;
/** Quotations of Chinese in Japanese, and names from Japan in Chinese, are fewer than one to so many. */
const japaneseToChinese = 5;

/** Kinds of units: 1 modern particle, 2 Cantonese mark, 3 one that is enough alone, 4 what stands beside it decides. */
const marks = new Uint8Array(0x10000);
for (const character of modernParticles) marks[character.charCodeAt(0)] = 1;
for (const character of cantoneseMarks) marks[character.charCodeAt(0)] = 2;
for (const character of soleCantoneseMarks) marks[character.charCodeAt(0)] = 3;
for (const character of "係呢唔") marks[character.charCodeAt(0)] = 4;

function markInContext(text: string, at: number): number {
  const here = text.slice(at, at + 3);
  if (here.startsWith("呢")) return thisOne.test(here) ? 3 : 1;
  const before = text.charAt(at - 1);
  if (here.startsWith("唔")) {
    if (sound.test(before + here.slice(0, 2))) return 0;
    return negation.test(here) ? 3 : 2;
  }
  const after = here.charAt(1);
  if (after === "咪") return 3;
  return (before !== "" && beforeOtherSense.includes(before)) ||
    (after !== "" && afterOtherSense.includes(after))
    ? 0
    : 2;
}

/** What has been counted of one or several texts. */
export class VarietyCount {
  han = 0;
  private kana = 0;
  private classical = 0;
  private particles = 0;
  private cantonese = 0;
  private soleCantonese = 0;
  private simplifiedOnly = 0;
  private traditionalOnly = 0;
  private japaneseOnly = 0;
  private simplifiedInJapanese = 0;
  private traditionalInJapanese = 0;
  private chineseOnly = 0;

  add(text: string, from = 0, to = text.length): this {
    const { classical } = languageModel();
    const repertoires = hanRepertoires();
    for (let i = from; i < to; i++) {
      const unit = text.charCodeAt(i);
      const kind = charClass[unit]!;
      if (kind === KANA) this.kana++;
      if (!isHanClass(kind)) continue;
      this.han++;
      const simple = simplifiedUnits[unit]!;
      this.classical += classical[simple]!;
      let mark = Math.max(marks[simple]!, marks[unit]!);
      if (mark === 4) mark = markInContext(text, i);
      if (mark === 1) this.particles++;
      else if (mark >= 2) this.cantonese++;
      if (mark === 3) this.soleCantonese++;
      const repertoire = repertoires[unit]!;
      if (repertoire === 0) continue;
      if ((repertoire & SIMPLIFIED_ONLY) !== 0) this.simplifiedOnly++;
      if ((repertoire & TRADITIONAL_ONLY) !== 0) this.traditionalOnly++;
      if ((repertoire & JAPANESE_ONLY) !== 0) this.japaneseOnly++;
      if ((repertoire & SIMPLIFIED_IN_JAPANESE) !== 0) this.simplifiedInJapanese++;
      if ((repertoire & TRADITIONAL_IN_JAPANESE) !== 0) this.traditionalInJapanese++;
      if ((repertoire & CHINESE_ONLY) !== 0) this.chineseOnly++;
    }
    return this;
  }

  language(): ChineseVariety | "ja" {
    if (this.cantonese >= fewestCantoneseMarks && this.cantonese >= cantoneseShare * this.han) return "yue";
    if (this.kana > 0 && this.isJapanese()) return "ja";
    if (this.isClassical()) return "lzh";
    if (this.soleCantonese > 0 && this.cantonese >= soleCantoneseShare * this.han) return "yue";
    // Without kana, after classical text, whose editions print some of Japan's characters (隠 浄 髪).
    if (this.isJapanese()) return "ja";
    if (this.han < enoughForScript && this.traditionalOnly + this.simplifiedOnly === 0) return "zh";
    return this.traditionalOnly > this.simplifiedOnly ? "zh-hant" : "zh-hans";
  }

  private isJapanese(): boolean {
    const marks = this.japaneseOnly + Math.min(this.simplifiedInJapanese, this.traditionalInJapanese);
    return marks > japaneseToChinese * this.chineseOnly;
  }

  private isClassical(): boolean {
    if (this.han < fewestClassicalHan || this.particles >= modernParticleShare * this.han) return false;
    return this.classical * hanStep > classicalMean * this.han + classicalSurplus;
  }
}
