/**
 * The samples of a task that do not go on. Each is counted in the ledger, may be shown in the report, and is kept with its text:
 * a dropped one in `rejects/`, a failed one in `quarantine/`.
 */
import type { Sample } from "../../contracts/sample.js";
import { count, type StageLedger } from "../ledger.js";
import { type Observations, observeDrop, observeFailure } from "../observe.js";
import { type AsideWriter, asideSample } from "./aside.js";

interface Failure {
  readonly code: string;
  readonly message: string;
}

export class SetAside {
  /** @param rejects undefined when the recipe keeps none */
  constructor(
    private readonly observations: Observations,
    private readonly rejects: AsideWriter | undefined,
    private readonly quarantine: AsideWriter,
  ) {}

  /**
   * @param language undefined for what was no text
   * @param because what the decision rests on, kept beside the text
   */
  drop(
    entry: StageLedger,
    reason: string,
    { id, source, origin, text }: Pick<Sample, "id" | "source" | "origin" | "text">,
    language: string | undefined,
    because: object = {},
  ): void {
    const { stage } = entry;
    count(entry.dropped, reason);
    observeDrop(this.observations, { stage, reason, language, id, origin, text });
    this.rejects?.write({ stage, reason, id, source, origin, ...because, text });
  }

  /** A sample that a stage, or a budget, refused. */
  fail(entry: StageLedger, { code, message }: Failure, sample: Sample): void {
    const { origin, text } = sample;
    this.failRecord(entry, { code, message, origin }, text, { sample: asideSample(sample) });
  }

  /**
   * A record that became no sample.
   *
   * @param shown its text, for the report
   * @param kept  what it can be read from again
   */
  failRecord(
    entry: StageLedger,
    { code, message, origin }: Failure & { readonly origin: string },
    shown: string,
    kept: object,
  ): void {
    const { stage } = entry;
    count(entry.failed, code);
    observeFailure(this.observations, { stage, code, message, origin, raw: shown });
    this.quarantine.write({ stage, code, message, origin, ...kept });
  }

  /** Puts the files in place. */
  finish(): void {
    this.rejects?.finish();
    this.quarantine.finish();
  }
}
