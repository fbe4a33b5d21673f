#!/usr/bin/env node
/** Starts the command line from its bundle, which is one file where there are 300; from its modules where a build has made none. */
import bundles from "../executors/open-bundle.cjs";

type CommandLine = typeof import("./command-line.js");

const { runCommandLine } = bundles.isBundled("command")
  ? (bundles.openBundle("command").exports as CommandLine)
  : await import("./command-line.js");
await runCommandLine();
