/** What the exit status tells a script; the text of `wudao --help` and the tests read the same table. */
import type { UserError } from "../contracts/errors.js";
import { emptyExitCode } from "../run/empty-exit-code.js";

export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  recipe: 3,
  files: 4,
  unverified: 5,
  empty: emptyExitCode,
  interrupted: 130,
  terminated: 143,
} as const;

export const exitCodeHelp = `Exit codes:
    0  done
    1  the run failed: a guard, a limit, the cluster or the store stopped it, or an error that was not foreseen
    2  wrong usage: an unknown command, option or value
    3  the recipe cannot be used: an error in it, or a file that its stages need
    4  the input or output cannot be used: missing, unreadable, too full, another run's or no run's
    5  \`wudao verify\` or \`wudao serve-check\` found something wrong
    6  a run or recut ended with an empty dataset, and not because earlier runs kept all of it (\`--against\`)
  130  interrupted (143: terminated); the same command resumes`;

const usage = [
  "bad-option",
  "bad-set",
  "hook-failed",
  "no-row",
  "no-place",
  "no-slurm",
  "old-node",
  "unknown-stage",
];
const recipe = [
  "bad-benchmark",
  "bad-gzip",
  "bad-length-buckets",
  "bad-model",
  "bad-module",
  "bad-pad-id",
  "bad-recipe",
  "bad-yaml",
  "model-mismatch",
  "no-end-of-text-token",
  "no-image-hash",
  "no-items",
  "no-model-runtime",
  "no-recipe",
  "no-source",
  "no-such-token",
  "no-tokenizer",
  "not-for-webdataset",
  "not-utf8",
  "other-index",
  "other-scores",
  "recipe-too-large",
  "short-word",
  "tokenizer-unreadable",
  "tokenizer-unsupported",
  "tokens-only",
  "unknown-category",
  "unknown-column",
  "unusable-index",
  "wrong-sources",
];
const files = [
  "already-running",
  "bad-listing",
  "bad-location",
  "bad-manifest",
  "bad-rejects",
  "damaged-index",
  "damaged-shard",
  "disk-full",
  "empty-folder",
  "file-refused",
  "foreign-folder",
  "foreign-format",
  "input-changed",
  "input-twice",
  "no-access",
  "no-bucket",
  "no-costs",
  "no-credentials",
  "no-dataset",
  "no-file",
  "no-folder",
  "no-forecast",
  "no-index",
  "no-input",
  "no-listing",
  "no-match",
  "no-origins",
  "no-record",
  "no-region",
  "no-run",
  "no-text",
  "not-documents",
  "not-on-disk",
  "not-scored",
  "nothing-to-audit",
  "other-run",
  "other-version",
  "over-disk",
  "too-early",
  "unknown-store",
  "unreadable-file",
  "unreadable-input",
  "unsupported-encoding",
  "unwritable-output",
  "wrong-region",
];
/** Named although 1 is what others have: each error is thought of. */
const run = [
  "cluster-guard",
  "damaged-run",
  "damaged-spill",
  "damaged-transfer",
  "language-guard",
  "lost-upload",
  "no-calm-run",
  "no-heap",
  "no-memory",
  "over-memory",
  "over-time",
  "slurm-refused",
  "source-guard",
  "store-failed",
  "tasks-lost",
  "too-many-values",
];

export const byErrorCode: ReadonlyMap<string, number> = new Map([
  ...usage.map((code) => [code, exitCodes.usage] as const),
  ...recipe.map((code) => [code, exitCodes.recipe] as const),
  ...files.map((code) => [code, exitCodes.files] as const),
  ...run.map((code) => [code, exitCodes.failed] as const),
]);

/** The exit code of an error that a user caused; 1 for those that only a run can meet. */
export function exitCodeOf(error: Pick<UserError, "code">): number {
  return byErrorCode.get(error.code) ?? exitCodes.failed;
}
