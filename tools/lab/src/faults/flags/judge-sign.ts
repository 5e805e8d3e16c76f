import type { Sign } from './fault-key.ts';

/** What a measure saw in one window. Null where there was nothing to see. */
export interface Reading {
  readonly value: number | null;
  /** Spans or requests that it comes from. */
  readonly samples: number;
}

export type SignVerdict =
  { readonly verdict: 'visible' | 'not visible' } | { readonly verdict: 'not judged'; readonly why: string };

/** Fewer say nothing about a 95th percentile. */
export const LEAST_SAMPLES = 20;

/** Whether a window with the fault differs from the control window as the fault's key says. */
export const judgeSign = (sign: Sign, control: Reading, active: Reading): SignVerdict => {
  for (const [window, { value, samples }] of Object.entries({ control, active })) {
    if (value === null || !Number.isFinite(value) || samples < LEAST_SAMPLES)
      return { verdict: 'not judged', why: `the ${window} window has ${samples} samples of ${sign.shows}` };
  }
  const isMoved = sign.moves === 'up' ? hasRisen(sign, control, active) : hasFallen(sign, control, active);
  return { verdict: isMoved ? 'visible' : 'not visible' };
};

const valueOf = ({ value }: Reading): number => value ?? Number.NaN;

const hasRisen = ({ times, by }: Sign, control: Reading, active: Reading): boolean =>
  valueOf(active) >= valueOf(control) * times && valueOf(active) - valueOf(control) >= by;

const hasFallen = ({ times, by }: Sign, control: Reading, active: Reading): boolean =>
  valueOf(active) <= valueOf(control) * times && valueOf(control) - valueOf(active) >= by;
