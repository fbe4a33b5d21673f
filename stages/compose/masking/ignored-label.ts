/** Label of tokens that are not to be predicted: torch's cross entropy ignores it. */
export const ignoredLabel = -100;
