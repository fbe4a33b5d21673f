/** `wudao tokenizer`: how one fits texts, what it makes of one, and making one from texts. */
import { Command } from "commander";
import { tokenizerAuditCommand } from "./tokenizer-audit.js";
import { tokenizerEncodeCommand } from "./tokenizer-encode.js";
import { tokenizerTrainCommand } from "./tokenizer-train.js";

export function tokenizerCommand(): Command {
  return new Command("tokenizer")
    .description("Tokenizers: how one fits your texts, what it makes of one, and training one on them")
    .addCommand(tokenizerAuditCommand())
    .addCommand(tokenizerEncodeCommand())
    .addCommand(tokenizerTrainCommand());
}
