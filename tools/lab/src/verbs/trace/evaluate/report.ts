import { table } from '../../../report/table.ts';
import type { JudgedCase } from './judge-case.ts';

export interface Summary {
  readonly injections: number;
  /** The right service and the right kind of cause come first. */
  readonly top1: number;
  /** The right service is among the first three. */
  readonly top3: number;
  readonly path: number;
  readonly falseAlarms: number;
  readonly controls: number;
}

/** Over the faults that show in the traces; those that do not are controls, beside the split baselines. */
export function summaryOf(cases: readonly JudgedCase[]): Summary {
  const faults = cases.filter(({ isVisible }) => isVisible);
  const silent = cases.filter(({ isVisible }) => !isVisible);
  const count = (isRight: (each: JudgedCase) => boolean): number => faults.filter(isRight).length;
  return {
    injections: faults.length,
    top1: count(({ isRightCause }) => isRightCause),
    top3: count(({ rank }) => rank !== null && rank <= 3),
    path: count(({ isRightPath }) => isRightPath),
    falseAlarms: [...cases.map(({ control }) => control), ...silent.map(({ found }) => found)].filter(
      ({ length }) => length > 0,
    ).length,
    controls: cases.length + silent.length,
  };
}

export function describeEvaluation(cases: readonly JudgedCase[]): string[] {
  const groups = new Map<string, JudgedCase[]>();
  for (const each of cases) {
    const name = `${each.case.split('/')[0] ?? ''}\n${each.kind}`;
    groups.set(name, [...(groups.get(name) ?? []), each]);
  }
  const { injections, top1, top3, path, falseAlarms, controls } = summaryOf(cases);
  return [
    ...table(
      TITLES,
      [...groups].sort().map(([name, group]) => rowOf(name, group)),
    ),
    '',
    `${injections} faults that show in the traces: ${top1} with the right service and cause first, ${top3} with the right service in the first three, ${path} with the path to the request`,
    `${controls} windows in which nothing shows: ${falseAlarms} false alarms`,
    ...cases.flatMap(missOf),
  ];
}

const TITLES = [
  'SYSTEM',
  'FAULT',
  'CASES',
  'SERVICE FIRST',
  'WITH CAUSE',
  'NOTHING FOUND',
  'FALSE ALARMS IN CONTROLS',
];

function rowOf(name: string, group: readonly JudgedCase[]): string[] {
  const [system = '', kind = ''] = name.split('\n');
  const count = (isSo: (each: JudgedCase) => boolean): string => String(group.filter(isSo).length);
  return [
    ...[system, group[0]?.isVisible === true ? kind : `${kind} (no mark)`, String(group.length)],
    count(({ rank }) => rank === 1),
    count(({ isRightCause }) => isRightCause),
    count(({ found }) => found.length === 0),
    count(({ control }) => control.length > 0),
  ];
}

/** What went wrong, one line each. */
function missOf({
  case: name,
  service,
  kind,
  isVisible,
  isRightCause,
  found,
  control,
}: JudgedCase): string[] {
  const first = (findings: JudgedCase['found']): string => {
    const [finding] = findings;
    return finding === undefined
      ? 'nothing'
      : `${finding.service} ${finding.cause} (${finding.confidence.toFixed(2)})`;
  };
  const wrong = isVisible ? !isRightCause : found.length > 0;
  return [
    ...(wrong
      ? [`${name}: ${isVisible ? `${service} ${kind}` : 'nothing to see'}, found ${first(found)}`]
      : []),
    ...(control.length > 0 ? [`${name}: control, found ${first(control)}`] : []),
  ];
}
