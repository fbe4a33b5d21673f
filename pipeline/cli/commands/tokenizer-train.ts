/** `wudao tokenizer train`: a tokenizer from the user's own texts. */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Command } from "commander";
import { UserError } from "../../contracts/errors.js";
import type { Sample } from "../../contracts/sample.js";
import { usableCores } from "../../plan/machine.js";
import { grouped } from "../../report/plural.js";
import { inputSamples, UnreadableRecords } from "../input-samples.js";
import { loadCatalogue } from "../load.js";
import { wantedWorkers, wholeNumber } from "../options.js";
import { print, printJson } from "../output.js";
import { outputFile } from "../output-file.js";

interface TrainOptions {
  readonly input: string[];
  readonly vocabulary: string;
  readonly output: string;
  readonly model: string;
  readonly workers?: string;
  readonly special: string[];
  readonly words: string;
  readonly reader: string;
  readonly field?: string;
  readonly json?: boolean;
}

export function tokenizerTrainCommand(): Command {
  return new Command("train")
    .description(
      "Learn byte-level BPE or Unigram from texts; writes a tokenizer.json that Hugging Face tokenizers loads",
    )
    .requiredOption("-i, --input <files...>", "files, folders or globs, read in this order")
    .requiredOption("--vocabulary <n>", "tokens in all; up to 65536 fit uint16")
    .requiredOption("-o, --output <file>", "the tokenizer's file")
    .option("--model <family>", "bpe (over bytes) or unigram (over characters, others as bytes)", "bpe")
    .option("--workers <n>", "threads that count words; default: one a core")
    .option("--special <names...>", "special tokens, at the end of the vocabulary", ["<|endoftext|>"])
    .option(
      "--words <n>",
      "distinct words that are held while counting; a million of Chinese text take 1.3 GB",
      "1000000",
    )
    .option("--reader <stage>", "the stage that reads the inputs", "read-json")
    .option("--field <name>", "field that holds the text; otherwise what the reader takes")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      `
The same texts in the same order give the same file, for any number of workers. With more distinct words than --words, rare ones are forgotten; by how
much a count may be too low is told.

Examples:
  wudao tokenizer train --input 'data/*.jsonl.zst' --vocabulary 32000 --output tokenizer.json
  wudao tokenizer audit tokenizer.json --input held-out.jsonl

In a recipe:
  - tokenize: { tokenizer: tokenizer.json }`,
    )
    .action(async ({ input, vocabulary, special, reader, field, json, ...options }: TrainOptions) => {
      const output = outputFile(options.output);
      const catalogue = await loadCatalogue();
      const unreadable = new UnreadableRecords();
      const samples = inputSamples({ paths: input, reader, field }, catalogue, unreadable);
      if (options.model !== "bpe" && options.model !== "unigram")
        throw new UserError("bad-option", `--model is "${options.model}", expected bpe or unigram`);
      const { file, ...trained } = await unreadable.behind(
        catalogue.tokenizers.train(textsOf(samples), {
          model: options.model,
          workers: wantedWorkers(options.workers) ?? usableCores(),
          vocabularySize: wholeNumber("--vocabulary", vocabulary, 1),
          specialTokens: special,
          maxWords: wholeNumber("--words", options.words, 1000),
        }),
      );
      writeWhole(output, file);
      if (json === true) printJson({ output, ...trained, unreadable });
      else {
        const { vocabularySize, texts, undercount, seconds } = trained;
        print(
          `${options.output}: ${grouped(vocabularySize)} tokens from ${grouped(texts)} texts; ` +
            (undercount === 0
              ? "all words counted"
              : `counts of words up to ${grouped(undercount)} too low (more --words count more)`) +
            `; counting took ${seconds.counting.toFixed(1)} s, learning ${seconds.learning.toFixed(1)} s`,
        );
        if (unreadable.records > 0) print(unreadable.inWords());
      }
    });
}

async function* textsOf(samples: AsyncIterable<Sample>): AsyncGenerator<string, void, undefined> {
  for await (const { text } of samples) yield text;
}

/** A file of this name is a whole one. */
function writeWhole(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, content);
  renameSync(`${path}.part`, path);
}
