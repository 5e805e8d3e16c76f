/** The k6 scripts under load/ that `lab load` knows. */
export interface Scenario {
  readonly name: string;
  readonly summary: string;
  /** Whether --rate and --duration mean something to it. */
  readonly isPaced: boolean;
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'smoke',
    summary: 'five orders one after the other, each followed to its end; a few seconds',
    isPaced: false,
  },
  {
    name: 'steady',
    summary: 'orders at a constant rate, however slow the answers are (--rate, --duration)',
    isPaced: true,
  },
];

export const scenarioNamed = (name: string): Scenario | undefined =>
  SCENARIOS.find((each) => each.name === name);
