/**
 * The native streams of zstd.
 *
 * Required, not imported: of a CommonJS module that is imported, Node first reads the whole source for its names, with a lexer in
 * JavaScript that is cold in each new thread: 25 ms of CPU time instead of 2, for the command line and for every worker.
 */
import { createRequire } from "node:module";

type Addon = typeof import("@toondepauw/node-zstd");

const addon = createRequire(import.meta.url)("@toondepauw/node-zstd") as Addon;

export const { Decoder, Encoder } = addon;
