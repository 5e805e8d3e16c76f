import { METRICS } from '@lab/contracts';
import { makeCounter, makeGauge, makeHistogram } from '@lab/instrumentation';

export const JOURNAL_METRICS = [
  makeGauge({ name: METRICS.journalSize, help: 'Size of the journal file' }),
  makeCounter({
    name: METRICS.journalTornLines,
    help: 'Unfinished last lines that were cut off at the start',
  }),
  makeHistogram({
    name: METRICS.journalAppendDuration,
    help: 'Writing facts to the journal until they are on disk',
  }),
];
