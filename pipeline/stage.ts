/**
 * The contracts that stages implement.
 *
 * A stage is one declaration: name, one-sentence summary, source of the rule, zod parameters (every parameter has
 * `.describe()` and a default; units stand in the description), drop reasons, an example, a cost, and `open`, which
 * builds the function once per worker. Everything else (YAML validation, JSON Schema, CLI help, docs, report wording)
 * derives from the declaration.
 */
import type { BarrierStage } from "./contracts/barrier.js";
import type { ComposeStage, RowComposeStage, StreamComposeStage } from "./contracts/compose.js";
import type { StageParameters } from "./contracts/declaration.js";
import type { OrderStage } from "./contracts/order.js";
import type { SinkStage } from "./contracts/sink.js";
import type { SourceStage } from "./contracts/source.js";
import type { BatchStage, FilterStage, MapStage } from "./contracts/transform.js";

export type * from "./contracts/barrier.js";
export type * from "./contracts/compose.js";
export type { StageContext, StageParameters } from "./contracts/declaration.js";
export type * from "./contracts/order.js";
export type * from "./contracts/sink.js";
export type * from "./contracts/source.js";
export type * from "./contracts/transform.js";

export type AnyStage =
  | MapStage
  | FilterStage
  | BatchStage
  | SourceStage
  | BarrierStage
  | OrderStage
  | ComposeStage
  | SinkStage;

/** Declares a stage; the identity function that ties the parameter schema to the types of the functions. */
export function defineMap<P extends StageParameters>(stage: Omit<MapStage<P>, "kind">): MapStage<P> {
  return { kind: "map", ...stage };
}
export function defineFilter<P extends StageParameters>(stage: Omit<FilterStage<P>, "kind">): FilterStage<P> {
  return { kind: "filter", ...stage };
}
export function defineBatch<P extends StageParameters>(stage: Omit<BatchStage<P>, "kind">): BatchStage<P> {
  return { kind: "batch", ...stage };
}
export function defineSource<P extends StageParameters>(stage: Omit<SourceStage<P>, "kind">): SourceStage<P> {
  return { kind: "source", ...stage };
}
export function defineBarrier<P extends StageParameters>(
  stage: Omit<BarrierStage<P>, "kind">,
): BarrierStage<P> {
  return { kind: "barrier", ...stage };
}
export function defineCompose<P extends StageParameters>(
  stage: Omit<StreamComposeStage<P>, "kind" | "composes">,
): StreamComposeStage<P> {
  return { kind: "compose", composes: "stream", ...stage };
}
export function defineRowCompose<P extends StageParameters>(
  stage: Omit<RowComposeStage<P>, "kind" | "composes">,
): RowComposeStage<P> {
  return { kind: "compose", composes: "rows", ...stage };
}
export function defineOrder<P extends StageParameters>(stage: Omit<OrderStage<P>, "kind">): OrderStage<P> {
  return { kind: "order", ...stage };
}
export function defineSink<P extends StageParameters>(stage: Omit<SinkStage<P>, "kind">): SinkStage<P> {
  return { kind: "sink", ...stage };
}
