import type { Incident, TimelineEntry } from '@lab/contracts';
import { headlineOf } from './headline.ts';
import type { Mark } from '../report/chart/chart.ts';

/** One line of the timeline of a report. */
export interface TimelineRow {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** By which the pictures name it; absent where they do not show it. */
  readonly letter?: string;
  readonly what: string;
  readonly by: string;
  readonly text: string;
}

const WORDS: Readonly<Record<Exclude<TimelineEntry['kind'], 'event'>, string>> = {
  alert_fired: 'alert fired',
  alert_resolved: 'alert resolved',
  alerts_resolved: 'all alerts resolved',
  escalated: 'escalated',
  acknowledged: 'acknowledged',
  note: 'note',
  mitigated: 'mitigated',
  resolved: 'incident resolved',
};

/** What changes how the pictures have to be read. Alerts are many; when oncall was paged says the same. */
const MARKED: readonly string[] = [
  ...[WORDS.alerts_resolved, WORDS.acknowledged, WORDS.mitigated, WORDS.resolved],
];
const MARKED_EVENTS: readonly string[] = [
  'kill',
  'pause',
  'resume',
  'restart',
  'deploy',
  'fault',
  'experiment',
];
const MOST_MARKS = 16;
const MOST_ROWS = 200;

type Unlettered = Omit<TimelineRow, 'letter'> & { readonly isMarked: boolean };

/** The incident's timeline with the page itself, in order; the first ones of what pictures show have letters. */
export const timelineOf = ({ timeline, receivedAt, ...incident }: Incident): TimelineRow[] => {
  const paged = {
    at: Date.parse(receivedAt),
    what: 'paged',
    by: '',
    text: headlineOf(incident),
    isMarked: true,
  };
  const rows = [...timeline.map(rowOf), paged].toSorted((a, b) => a.at - b.at).slice(0, MOST_ROWS);
  let marks = 0;
  return rows.map(({ isMarked, ...row }) => {
    if (!isMarked || marks >= MOST_MARKS) return row;
    marks += 1;
    return { ...row, letter: String.fromCharCode('A'.charCodeAt(0) + marks - 1) };
  });
};

const rowOf = ({ at, kind, by = '', text = '', event }: TimelineEntry): Unlettered => {
  const row = { at: Date.parse(at), by, text };
  if (kind !== 'event') return { ...row, what: WORDS[kind], isMarked: MARKED.includes(WORDS[kind]) };
  const { kind: what = 'event', service } = event ?? {};
  return {
    ...row,
    what: service === undefined ? what : `${what} ${service}`,
    isMarked: MARKED_EVENTS.includes(what),
  };
};

export const marksOf = (rows: readonly TimelineRow[]): Mark[] =>
  rows.flatMap(({ at, letter, what }) => (letter === undefined ? [] : [{ at, letter, text: what }]));
