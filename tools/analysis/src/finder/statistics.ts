export const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

/** Of sorted values; NaN of none. */
export const quantile = (ordered: readonly number[], share: number): number => {
  const place = (ordered.length - 1) * share;
  const low = ordered[Math.floor(place)] ?? Number.NaN;
  const high = ordered[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
};

export const median = (values: readonly number[]): number => quantile(sorted(values), 0.5);

/** The spread of the middle half, scaled to the standard deviation of a normal distribution. */
export const spread = (ordered: readonly number[]): number =>
  (quantile(ordered, 0.75) - quantile(ordered, 0.25)) / 1.349;

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** The mean with the top tenth cut to where it begins: one outlier makes no finding. */
export const cutMean = (values: readonly number[]): number => {
  const top = quantile(sorted(values), 0.9);
  return mean(values.map((value) => Math.min(value, top)));
};
