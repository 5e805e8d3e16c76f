/** One step as its clients saw it. */
export interface Observed {
  readonly clients: number;
  /** Answers per second, good and bad: each of them kept a client waiting. */
  readonly answersPerSecond: number;
  readonly meanSeconds: number;
}

/** Orders in work by Little's law, n = X · R. In a closed ramp without pauses this is the number of clients. */
export const inSystem = ({ answersPerSecond, meanSeconds }: Observed): number =>
  answersPerSecond * meanSeconds;

/** Starting and ending a request takes a client a few percent of its time. */
const TOLERANCE = 0.1;

/** Why the step is no measurement of the lab; undefined if Little's law holds. */
export function whyNotLittle(step: Observed): string | undefined {
  const measured = inSystem(step);
  if (Math.abs(measured / step.clients - 1) <= TOLERANCE) return undefined;
  const found = `Little's law fails: ${measured.toFixed(1)} orders in work, ${step.clients} clients`;
  return measured < step.clients
    ? `${found}. The clients did not keep up`
    : `${found}. The step ended before its orders did`;
}
