import { OBJECTIVES } from '@lab/contracts';
import { clock } from '../../report/chart/scale.ts';
import { durationInWords } from '../../report/duration.ts';
import type { Impact } from '../impact.ts';
import type { Postmortem } from '../postmortem.ts';
import { secondsOf, type Span } from '../span.ts';

/** What customers notice of a missed objective: `12 of 804 orders were refused`. */
interface Noticed {
  readonly of: string;
  readonly bad: string;
}

const NOTICED: Readonly<Record<string, Noticed>> = {
  'placing-orders-availability': { of: 'placed orders', bad: 'were refused' },
  'placing-orders-latency': {
    of: 'accepted orders',
    bad: `took longer than ${OBJECTIVES.acceptSeconds * 1000} ms to be accepted`,
  },
  'settling-latency': {
    of: 'accepted orders',
    bad: `were not confirmed or rejected within ${OBJECTIVES.settleSeconds} s`,
  },
  'reading-availability': { of: 'reads of the catalogue and of orders', bad: 'were refused' },
  // The prober is a customer of our own, who orders every few seconds.
  'black-box-availability': { of: 'orders of the prober', bad: 'were refused, or could not be read' },
  'trace-freshness': { of: 'orders of the prober', bad: 'had no complete trace in time' },
  'log-freshness': { of: 'orders of the prober', bad: 'did not have all their log lines in time' },
  'no-order-lost': { of: 'audits of the running lab', bad: 'found something lost' },
};

/** An objective without words of its own is named by its title. */
export const noticed = ({ objective, title }: Pick<Impact, 'objective' | 'title'>): Noticed =>
  NOTICED[objective] ?? { of: 'events', bad: `missed "${title}"` };

export const count = (value: number): string => value.toLocaleString('en');

/** Three digits are as exact as a counter that is read every 5 s. */
export const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

export const longDate = (at: number): string =>
  new Date(at).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** The time of day; with its date where that is not the day on which the incident began. */
export const when = (at: number, { from }: Span): string =>
  day(at) === day(from) ? clock(at) : `${day(at)} ${clock(at)}`;

export const spanInWords = (span: Span, incident: Span): string =>
  `${when(span.from, incident)} to ${when(span.to, incident)} (${durationInWords(secondsOf(span))})`;

/** The time in which any objective was missed. */
export const missedByAny = (impacts: readonly Impact[]): Span | undefined => {
  const spans = impacts.flatMap(({ missed }) => missed ?? []);
  if (spans.length === 0) return undefined;
  return { from: Math.min(...spans.map(({ from }) => from)), to: Math.max(...spans.map(({ to }) => to)) };
};

export const isOver = ({ incident }: Pick<Postmortem, 'incident'>): boolean => incident.state === 'resolved';
