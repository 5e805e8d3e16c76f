import { METRICS } from '@lab/contracts';
import type { Counter } from 'prom-client';
import { counter } from '../metrics/metrics';

/** Spans that the collector took. */
export const spansExported = (): Counter =>
  counter({ name: METRICS.spansExported, help: 'Spans that the collector accepted.' });

/** Spans that were given up: `queue_full` (made faster than sent) or `export_failed` (collector down or slow). */
export const spansDropped = (): Counter =>
  counter({ name: METRICS.spansDropped, help: 'Spans given up, by reason.' });
