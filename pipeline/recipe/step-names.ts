/** Names of the steps of a run: the second use of a stage is `text-length-2`. */

/** Names uses of stages, one after the other. */
export function stepNamer(): (stage: string) => string {
  const seen = new Map<string, number>();
  return (stage) => {
    const times = (seen.get(stage) ?? 0) + 1;
    seen.set(stage, times);
    return times === 1 ? stage : `${stage}-${times}`;
  };
}
