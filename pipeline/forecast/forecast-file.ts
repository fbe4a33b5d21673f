/** A stored simulation, and how a run has kept to it. */
import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { UserError } from "../contracts/errors.js";
import type { Simulation } from "./simulate.js";

const interval = z.object({ low: z.number(), middle: z.number(), high: z.number() });
const forecastSchema = z.object({
  workers: z.number().int().min(1),
  inputBytes: z.number(),
  seconds: interval,
  diskBytes: interval,
  outputBytes: interval,
  samples: interval,
  tokens: interval,
  memoryBytes: z.number(),
});

/** What of a simulation a later run is held against. */
export type Forecasted = z.output<typeof forecastSchema>;

export function forecastText(simulation: Simulation): string {
  return `${JSON.stringify(simulation, null, 1)}\n`;
}

/** @throws UserError when the file is not there, or none that `wudao plan --save` writes */
export function readForecast(file: string): Forecasted {
  if (!existsSync(file))
    throw new UserError("no-file", "there is no such file", "Check --forecast", { file });
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    parsed = undefined;
  }
  const checked = forecastSchema.safeParse(parsed);
  if (checked.success) return checked.data;
  throw new UserError(
    "no-forecast",
    "the file is no forecast",
    "Write one with wudao plan RECIPE --simulate N --calibrate SAMPLE --save FILE",
    { file },
  );
}
