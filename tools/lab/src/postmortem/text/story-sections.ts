import { durationInWords } from '../../report/duration.ts';
import {
  type Block,
  code,
  heading,
  type Line,
  list,
  note,
  paragraph,
  strong,
  tableOf,
} from '../../report/document/document.ts';
import type { Durations } from '../durations.ts';
import type { Postmortem } from '../postmortem.ts';
import type { TimelineRow } from '../timeline.ts';
import { summaryOf } from './summary.ts';
import { isOver, longDate, when } from './wording.ts';

export const summarySection = (postmortem: Postmortem): Block[] => [
  heading(2, 'Summary'),
  ...(isOver(postmortem)
    ? []
    : [note('The incident is not over. Make the report again when it is resolved.')]),
  ...summaryOf(postmortem).map((text) => paragraph(text)),
];

const MEASURES: readonly (readonly [keyof Durations, string, string])[] = [
  ['detect', 'to detect (MTTD)', 'from the start of the fault to the page'],
  ['acknowledge', 'to acknowledge (MTTA)', 'from the page to the acknowledgement'],
  ['mitigate', 'to mitigate', 'from the page until a person reported that customers no longer noticed it'],
  ['quiet', 'until no alert fired', 'from the page to the end of the last alert'],
  ['resolve', 'to resolve (MTTR)', 'from the page to the end of the incident'],
];

export const durationsSection = ({ durations }: Postmortem): Block[] => [
  heading(2, 'How long it took'),
  tableOf(
    ['time', 'took', 'measured'],
    MEASURES.map(([name, title, measured]) => {
      const took = durations[name];
      return [title, took === null ? unknown(name) : durationInWords(took), measured];
    }),
  ),
];

const unknown = (name: keyof Durations): string =>
  name === 'detect' ? 'not known: no fault was reported' : 'was not reported';

export const timelineSection = ({ timeline, span, incident, fault }: Postmortem): Block[] => [
  heading(2, 'Timeline'),
  paragraph(
    `Times are UTC, on ${longDate(span.from)}. T+ counts from ${fault === undefined ? 'two minutes before the first alert' : 'the start of the fault'}. The letters are those of the graphs.`,
  ),
  tableOf(
    ['', 'time', 'T+', 'what', 'by', 'text'],
    timeline.map(({ letter, at, what, by, text }): (Line | string)[] => [
      letter === undefined ? '' : [strong(letter)],
      when(at, span),
      durationInWords((at - span.from) / 1000),
      what,
      by,
      text,
    ]),
  ),
  ...omitted(incident.timeline.length, incident.timelineOmitted, timeline.length),
];

const omitted = (known: number, dropped: number, shown: number): Block[] => {
  const left = known + 1 + dropped - shown;
  return left > 0
    ? [paragraph(`${left} further entries are not shown; see `, code('lab incident show --json'), '.')]
    : [];
};

const DEEDS: readonly string[] = ['acknowledged', 'note', 'mitigated', 'incident resolved'];
const REPAIRS: readonly string[] = ['resume', 'restart', 'deploy'];

/** What people said and did after the page. */
export const responseSection = ({ timeline, incident, span }: Postmortem): Block[] => {
  const paged = Date.parse(incident.receivedAt);
  const deeds = timeline.filter(
    ({ at, what, by }) => at >= paged && (isRepair(what) || (DEEDS.includes(what) && by !== '')),
  );
  return [
    heading(2, 'What was tried'),
    deeds.length === 0
      ? paragraph('No action was reported after the page.')
      : list(deeds.map((row) => `${when(row.at, span)} ${sentence(row)}`)),
  ];
};

const isRepair = (what: string): boolean =>
  REPAIRS.some((kind) => what === kind || what.startsWith(`${kind} `));

const sentence = ({ what, by, text }: TimelineRow): string => {
  const said = text === '' ? '' : `: ${text}`;
  return by === '' ? `${what}${said}` : `${by}, ${what}${said}`;
};
