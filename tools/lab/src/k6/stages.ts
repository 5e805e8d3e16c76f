/** So many arrivals a second for so long. */
export interface Stage {
  readonly name: string;
  readonly rate: number;
  readonly seconds: number;
}

/** How a scenario lays out its rate over its time. */
export type Shape = (rate: number, seconds: number) => readonly Stage[];

const RAMP_STEPS = 10;
const SPIKE_FACTOR = 5;
const STRESS_USUAL_SHARE = 0.1;

const shareOf = (whole: number, share: number): number => Math.max(1, Math.round(whole * share));

export const constant: Shape = (rate, seconds) => [{ name: 'steady', rate, seconds }];

/** Ten equal steps up to the rate. */
export const steps: Shape = (rate, seconds) =>
  Array.from({ length: RAMP_STEPS }, (_, index) => ({
    name: `step-${index + 1}`,
    rate: shareOf(rate, (index + 1) / RAMP_STEPS),
    seconds: shareOf(seconds, 1 / RAMP_STEPS),
  }));

/** The rate, five times the rate from one moment to the next, and the rate again. */
export const spike: Shape = (rate, seconds) => [
  { name: 'before', rate, seconds: shareOf(seconds, 0.4) },
  { name: 'spike', rate: rate * SPIKE_FACTOR, seconds: shareOf(seconds, 0.2) },
  { name: 'after', rate, seconds: shareOf(seconds, 0.4) },
];

/** The rate is what breaks it: a tenth of it is usual, before and afterwards. */
export const stress: Shape = (rate, seconds) => {
  const usual = shareOf(rate, STRESS_USUAL_SHARE);
  return [
    { name: 'before', rate: usual, seconds: shareOf(seconds, 0.2) },
    { name: 'half', rate: shareOf(rate, 0.5), seconds: shareOf(seconds, 0.15) },
    { name: 'full', rate, seconds: shareOf(seconds, 0.25) },
    // Orders that wait for their answers as the load falls are not yet "afterwards".
    { name: 'recover', rate: usual, seconds: shareOf(seconds, 0.15) },
    { name: 'after', rate: usual, seconds: shareOf(seconds, 0.25) },
  ];
};

/** The same rate in four quarters that are measured one by one. */
export const quarters: Shape = (rate, seconds) =>
  [1, 2, 3, 4].map((quarter) => ({
    name: `quarter-${quarter}`,
    rate,
    seconds: shareOf(seconds, 0.25),
  }));
