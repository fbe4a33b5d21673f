/**
 * The only list of all stages, by step, in the order of the data flow. YAML, command line, documentation and the library
 * (`clean.unicodeRepair()`, `filter.minHan()` ...) derive from it: a new stage is its own file and a line here.
 */
import { type Catalogue, type StageEntry, stageEntry } from "../pipeline/recipe/catalogue.js";
import { bandRecall, chooseBands } from "./dedup/minhash/choose-bands.js";
import { packedEndings } from "./read/bytes/packed-endings.js";
import { guessLang } from "./text/language/lang.js";

/** Step -> name in the library -> stage. */
export const steps = {
  read: {
    json: stageEntry("read-json", () => import("./read/read-json.js")),
    text: stageEntry("read-text", () => import("./read/read-text.js")),
    csv: stageEntry("read-csv", () => import("./read/read-csv.js")),
    arrow: stageEntry("read-arrow", () => import("./read/read-arrow.js")),
    parquet: stageEntry("read-parquet", () => import("./read/read-parquet.js")),
    warc: stageEntry("read-warc", () => import("./read/read-warc.js")),
    html: stageEntry("read-html", () => import("./read/read-html.js")),
    webdataset: stageEntry("read-webdataset", () => import("./read/read-webdataset.js")),
    imageFolder: stageEntry("read-image-folder", () => import("./read/read-image-folder.js")),
    imageRecords: stageEntry("read-image-records", () => import("./read/read-image-records.js")),
    fasta: stageEntry("read-fasta", () => import("./read/read-fasta.js")),
  },
  extract: {
    mainText: stageEntry("main-text", () => import("./extract/main-text.js")),
  },
  clean: {
    mojibake: stageEntry("mojibake", () => import("./clean/mojibake.js")),
    unicodeRepair: stageEntry("unicode-repair", () => import("./clean/unicode-repair.js")),
    garbledRemains: stageEntry("garbled-remains", () => import("./clean/garbled-remains.js")),
    markupRemains: stageEntry("markup-remains", () => import("./clean/markup-remains.js")),
    width: stageEntry("width", () => import("./clean/width.js")),
    simplify: stageEntry("simplify", () => import("./clean/simplify.js")),
    hanSpaces: stageEntry("han-spaces", () => import("./clean/han-spaces.js")),
    abnormalSymbols: stageEntry("abnormal-symbols", () => import("./clean/abnormal-symbols.js")),
    privacy: stageEntry("privacy", () => import("./clean/privacy.js")),
    joinLines: stageEntry("join-lines", () => import("./clean/join-lines.js")),
    punctuation: stageEntry("punctuation", () => import("./clean/punctuation.js")),
    sensitivePassages: stageEntry("sensitive-passages", () => import("./clean/sensitive-passages.js")),
    incompleteSentence: stageEntry("incomplete-sentence", () => import("./clean/incomplete-sentence.js")),
    c4Lines: stageEntry("c4-lines", () => import("./clean/c4-lines.js")),
    proteinResidues: stageEntry("protein-residues", () => import("./clean/protein-residues.js")),
    identifyLanguage: stageEntry("identify-language", () => import("./clean/identify-language.js")),
  },
  filter: {
    garbledShare: stageEntry("garbled-share", () => import("./filter/garbled-share.js")),
    textDensity: stageEntry("text-density", () => import("./filter/text-density.js")),
    textLength: stageEntry("text-length", () => import("./filter/text-length.js")),
    minHan: stageEntry("min-han", () => import("./filter/min-han.js")),
    hanShare: stageEntry("han-share", () => import("./filter/han-share.js")),
    nonChineseRun: stageEntry("non-chinese-run", () => import("./filter/non-chinese-run.js")),
    sensitiveWords: stageEntry("sensitive-words", () => import("./filter/sensitive-words.js")),
    repetition: stageEntry("repetition", () => import("./filter/repetition.js")),
    lineLength: stageEntry("line-length", () => import("./filter/line-length.js")),
    c4Page: stageEntry("c4-page", () => import("./filter/c4-page.js")),
    gopherQuality: stageEntry("gopher-quality", () => import("./filter/gopher-quality.js")),
    gopherRepetition: stageEntry("gopher-repetition", () => import("./filter/gopher-repetition.js")),
    finewebLines: stageEntry("fineweb-lines", () => import("./filter/fineweb-lines.js")),
    perplexity: stageEntry("perplexity", () => import("./filter/perplexity.js")),
    wordOrder: stageEntry("word-order", () => import("./filter/word-order.js")),
    qualityScore: stageEntry("quality-score", () => import("./filter/quality-score.js")),
    scoreLimit: stageEntry("score-limit", () => import("./filter/score-limit.js")),
    language: stageEntry("language", () => import("./filter/language.js")),
    poemForm: stageEntry("poem-form", () => import("./filter/poem-form.js")),
  },
  image: {
    probe: stageEntry("image-probe", () => import("./image/image-probe.js")),
    prepare: stageEntry("image-prepare", () => import("./image/image-prepare.js")),
    filter: stageEntry("image-filter", () => import("./image/image-filter.js")),
    model: stageEntry("onnx-model", () => import("./image/onnx-model.js")),
    vectorColumn: stageEntry("vector-column", () => import("./image/vector-column.js")),
    captionRules: stageEntry("caption-rules", () => import("./image/caption-rules.js")),
  },
  dedup: {
    image: stageEntry("image-dedup", () => import("./dedup/image-dedup.js")),
    captionFrequency: stageEntry("caption-frequency", () => import("./dedup/caption-frequency.js")),
    pictureFrequency: stageEntry("picture-frequency", () => import("./dedup/picture-frequency.js")),
    url: stageEntry("url-dedup", () => import("./dedup/url-dedup.js")),
    exact: stageEntry("exact-dedup", () => import("./dedup/exact-dedup.js")),
    simhash: stageEntry("simhash-dedup", () => import("./dedup/simhash-dedup.js")),
    minhash: stageEntry("minhash-dedup", () => import("./dedup/minhash-dedup.js")),
    line: stageEntry("line-dedup", () => import("./dedup/line-dedup.js")),
    paragraph: stageEntry("paragraph-dedup", () => import("./dedup/paragraph-dedup.js")),
    sentence: stageEntry("sentence-dedup", () => import("./dedup/sentence-dedup.js")),
    substring: stageEntry("substring-dedup", () => import("./dedup/substring-dedup.js")),
    repeatedSpans: stageEntry("repeated-spans", () => import("./dedup/repeated-spans.js")),
    decontaminate: stageEntry("decontaminate", () => import("./dedup/decontaminate.js")),
  },
  prompt: {
    poemParts: stageEntry("poem-parts", () => import("./prompt/poem-parts.js")),
    tripleSentence: stageEntry("triple-sentence", () => import("./prompt/triple-sentence.js")),
    fillBlank: stageEntry("fill-blank", () => import("./prompt/fill-blank.js")),
    template: stageEntry("prompt-template", () => import("./prompt/prompt-template.js")),
    cpmText: stageEntry("cpm-text", () => import("./prompt/cpm-text.js")),
  },
  tokenize: {
    tokenize: stageEntry("tokenize", () => import("./tokenize/tokenize.js")),
    textIds: stageEntry("text-ids", () => import("./tokenize/text-ids.js")),
    tokenizeResidues: stageEntry("tokenize-residues", () => import("./tokenize/tokenize-residues.js")),
  },
  order: {
    mix: stageEntry("mix", () => import("./order/mix.js")),
    shuffle: stageEntry("shuffle", () => import("./order/shuffle.js")),
  },
  compose: {
    pack: stageEntry("pack", () => import("./compose/pack.js")),
    packBestFit: stageEntry("pack-best-fit", () => import("./compose/pack-best-fit.js")),
    pad: stageEntry("pad", () => import("./compose/pad.js")),
    glmBlocks: stageEntry("glm-blocks", () => import("./compose/glm-blocks.js")),
    spanCorruption: stageEntry("span-corruption", () => import("./compose/span-corruption.js")),
    maskedLm: stageEntry("masked-lm", () => import("./compose/masked-lm.js")),
    recurrenceLanes: stageEntry("recurrence-lanes", () => import("./compose/recurrence-lanes.js")),
    promptAnswer: stageEntry("prompt-answer", () => import("./compose/prompt-answer.js")),
    maskedAnswer: stageEntry("masked-answer", () => import("./compose/masked-answer.js")),
    cogviewSequence: stageEntry("cogview-sequence", () => import("./compose/cogview-sequence.js")),
    wudaoSequence: stageEntry("wudao-sequence", () => import("./compose/wudao-sequence.js")),
    teacherLogits: stageEntry("teacher-logits", () => import("./compose/teacher-logits.js")),
    imageTextPair: stageEntry("image-text-pair", () => import("./compose/image-text-pair.js")),
  },
  write: {
    arrow: stageEntry("write-arrow", () => import("./write/write-arrow.js")),
    parquet: stageEntry("write-parquet", () => import("./write/write-parquet.js")),
    jsonl: stageEntry("write-jsonl", () => import("./write/write-jsonl.js")),
    webdataset: stageEntry("write-webdataset", () => import("./write/write-webdataset.js")),
    tokens: stageEntry("write-tokens", () => import("./write/write-tokens.js")),
    megatron: stageEntry("write-megatron", () => import("./write/write-megatron.js")),
  },
};

export const catalogue: Catalogue = {
  stages: Object.values(steps).flatMap((step) => Object.values<StageEntry>(step)),
  guessLanguage: guessLang,
  nearDuplicates: {
    bandRecall,
    chooseBands,
    measures: {
      "minhash-dedup": async (params) => (await import("./dedup/minhash-dedup.js")).measureMinhash(params),
      "simhash-dedup": async (params) => (await import("./dedup/simhash-dedup.js")).measureSimhash(params),
    },
  },
  models: {
    kinds: ["perplexity", "classifier"],
    endings: packedEndings(".jsonl", ".txt"),
    train: async (request) => (await import("./filter/quality/train-model.js")).trainModel(request),
  },
  tokenizers: {
    open: async (name, baseDir) =>
      (await import("./tokenize/audited-vocabulary.js")).openAuditedVocabulary(name, baseDir),
    train: async (texts, request) =>
      (await import("./tokenize/train/train-tokenizer.js")).trainTokenizer(texts, request),
  },
};
