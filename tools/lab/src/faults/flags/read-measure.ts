import { readTrace } from '@lab/analysis';
import type { Jaeger } from '../../signals/jaeger.ts';
import type { Prometheus } from '../../signals/prometheus.ts';
import type { Measure } from './fault-key.ts';
import { LEAST_SAMPLES, type Reading } from './judge-sign.ts';
import { measureSpans, serviceOf } from './measure-spans.ts';

/** Milliseconds since 1970. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export interface Signals {
  readonly jaeger: Pick<Jaeger, 'search'>;
  readonly prometheus: Pick<Prometheus, 'read'>;
}

/** More traces than a window has at the rates of `lab fault verify`. */
const TRACES = 1_500;

/** What telemetry shows in a window. */
export const readMeasure = async (
  measure: Measure,
  { from, to }: Window,
  { jaeger, prometheus }: Signals,
): Promise<Reading> => {
  if (measure.of === 'metric') {
    const expression = measure.expression.replaceAll('$window', `${Math.round((to - from) / 1000)}s`);
    const [sample] = await prometheus.read(expression, to);
    return sample === undefined
      ? { value: null, samples: 0 }
      : { value: sample.value, samples: LEAST_SAMPLES };
  }
  const found = await jaeger.search({ service: serviceOf(measure), from, to, limit: TRACES });
  return measureSpans(
    measure,
    found.flatMap((json) => readTrace(json) ?? []),
  );
};
