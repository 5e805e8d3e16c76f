import { alignColumns } from '../report/columns.ts';
import type { ServiceFinding } from './compare.ts';
import { type Counted, isCounted } from './counted.ts';

/** A hop of the way that could not be looked at, and why. */
export interface BlindSpot {
  readonly hop: 'counted' | 'loki';
  readonly reason: string;
}

export interface LogVerdict {
  readonly held: boolean;
  readonly agent: string;
  readonly findings: readonly ServiceFinding[];
  readonly counted: readonly Counted[];
  readonly blind: readonly BlindSpot[];
  /** Lines that services dropped by their own count: the storage limit, a full disk. */
  readonly dropped: readonly { readonly service: string; readonly lines: number }[];
}

/** 0 lost, and the counters right wherever they could be looked at. Lines that are duplicated, unparsed or dropped are counted, not judged. */
export const isHeld = ({ findings, counted }: Pick<LogVerdict, 'findings' | 'counted'>): boolean =>
  isJudged({ findings }) && findings.every(({ lost }) => lost === 0) && counted.every(isCounted);

/** Lines that nobody wrote cannot be lost: without any, nothing is proved. */
export const isJudged = ({ findings }: Pick<LogVerdict, 'findings'>): boolean =>
  findings.some(({ produced }) => produced > 0);

const AT = {
  unwritten: 'never reached the log file',
  undelivered: 'are in the log file but not in Loki',
  rotated: 'were rotated away before the agent read them',
} as const;

const HEADER = ['SERVICE', 'FORMAT', 'WRITTEN', 'IN FILES', 'UNPARSED', 'IN LOKI', 'DUPLICATED', 'LOST'];

const grouped = (count: number): string => count.toLocaleString('en');

/** The verdict for a person: a row for each service, then what is wrong, with examples. */
export function describeVerdict(verdict: LogVerdict): string[] {
  return [
    ...table(verdict),
    '',
    ...countedLines(verdict),
    ...verdict.blind.map(
      ({ hop, reason }) => `? ${hop === 'loki' ? 'Loki' : ':2021'} was not checked: ${reason}`,
    ),
    ...verdict.findings.flatMap(droppedLines),
    ...verdict.dropped.flatMap((own) => unexplainedDrops(own, verdict)),
    ...expiredLine(verdict),
    ...verdict.findings.flatMap(unparsedLines),
    ...verdict.findings.flatMap(lostLines),
    lastLine(verdict),
  ];
}

function table({ findings }: LogVerdict): string[] {
  const rows = findings.map((row) => [
    row.service,
    row.format,
    grouped(row.produced),
    grouped(row.inFiles),
    grouped(row.unparsed),
    row.arrived === null ? '-' : grouped(row.arrived),
    grouped(row.duplicated),
    grouped(row.lost),
  ]);
  return alignColumns([HEADER, ...rows], HEADER.indexOf('WRITTEN'));
}

function countedLines({ counted, agent }: LogVerdict): string[] {
  const wrong = counted.filter((row) => !isCounted(row));
  if (counted.length > 0 && wrong.length === 0) {
    const total = counted.reduce((sum, row) => sum + row.counted, 0);
    const newest = counted.reduce((sum, row) => sum + row.read, 0) - total;
    if (newest > 0)
      return [
        `  :2021 counted ${grouped(total)} lines that ${agent} read since it started, and not yet the newest ${grouped(newest)}`,
      ];
    if (total === 0) return [`  ${agent} read no lines since it started`];
    return [`  :2021 counted all ${grouped(total)} lines that ${agent} read since it started`];
  }
  return wrong.map(
    ({ service, read, counted: count }) =>
      `✗ ${service}: ${agent} read ${grouped(read)} lines since it started, but :2021 counted ${grouped(count)}`,
  );
}

const droppedLines = ({ service, dropped }: ServiceFinding): string[] =>
  dropped === 0
    ? []
    : [
        `! ${service} dropped ${grouped(dropped)} lines that it could not write, and reported them in its log`,
      ];

/** Lines that a service counted as dropped and has not (yet) reported in its log. */
function unexplainedDrops(
  { service, lines }: LogVerdict['dropped'][number],
  { findings }: LogVerdict,
): string[] {
  const explained = findings.find((finding) => finding.service === service)?.dropped ?? 0;
  return lines > explained ? [`! ${service} dropped ${grouped(lines)} lines, by its own count`] : [];
}

function expiredLine({ findings }: LogVerdict): string[] {
  const expired = findings.reduce((sum, row) => sum + row.expired, 0);
  return expired === 0
    ? []
    : [`  ${grouped(expired)} lines in the files are older than Loki's retention and not judged`];
}

const unparsedLines = ({ service, format, unparsedExamples }: ServiceFinding): string[] =>
  format === 'raw'
    ? []
    : unparsedExamples.map((line) => `  ${service}: not ${format}: ${JSON.stringify(line)}`);

const lostLines = ({ service, lost, lostLines: groups }: ServiceFinding): string[] => [
  ...groups.map(({ instance, at, count, ranges }) => {
    const shown = ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
    return `✗ ${service}: ${grouped(count)} lines ${AT[at]}: ${instance} ${shown}`;
  }),
  ...unnumbered(service, lost - groups.reduce((sum, { count }) => sum + count, 0)),
];

const unnumbered = (service: string, count: number): string[] =>
  count > 0
    ? [`✗ ${service}: ${grouped(count)} lines without a number are in the log file but not in Loki`]
    : [];

function lastLine({ held, findings }: LogVerdict): string {
  if (!isJudged({ findings })) return '? not judged: no line was written';
  const total = (of: (finding: ServiceFinding) => number): number =>
    findings.reduce((all, row) => all + of(row), 0);
  const sum = (of: (finding: ServiceFinding) => number): string => grouped(total(of));
  const dropped = total((row) => row.dropped);
  const numbers = `${sum((row) => row.produced)} lines, ${sum((row) => row.lost)} lost, ${dropped === 0 ? '' : `${grouped(dropped)} dropped, `}${sum((row) => row.duplicated)} duplicated, ${sum((row) => (row.format === 'raw' ? 0 : row.unparsed))} unparsed`;
  return held ? `✓ held: ${numbers}` : `✗ refuted: ${numbers}`;
}
