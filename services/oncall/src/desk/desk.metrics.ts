import { METRICS } from '@lab/contracts';
import { makeCounter, makeGauge, makeHistogram } from '@lab/instrumentation';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** People take minutes to hours. */
const BUCKETS_OF_PEOPLE = [
  10,
  30,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  HOUR / 2,
  HOUR,
  4 * HOUR,
  24 * HOUR,
];

export const DESK_METRICS = [
  makeGauge({ name: METRICS.incidents, help: 'Incidents in the journal, by state' }),
  makeCounter({ name: METRICS.incidentEscalations, help: 'Escalations: nobody acknowledged in time' }),
  makeHistogram({
    name: METRICS.incidentAcknowledgeDuration,
    help: 'From the first page of an incident to its acknowledgement',
    buckets: BUCKETS_OF_PEOPLE,
  }),
  makeHistogram({
    name: METRICS.incidentResolveDuration,
    help: 'From the first page of an incident to its end',
    buckets: BUCKETS_OF_PEOPLE,
  }),
];
