import { PassThrough } from 'node:stream';
import type { Incident, IncidentSummary } from '@lab/contracts';
import { describeStats, runStats, statsOf } from './stats.ts';

const incident = (id: number, seconds: { ack?: number; resolve?: number; fault?: number }): Incident => {
  const at = (second: number): string => new Date(Date.UTC(2026, 10, 28, 15, 0, second)).toISOString();
  const { ack, resolve, fault } = seconds;
  return {
    ...{
      id,
      state: 'resolved',
      title: 'x',
      groupKey: 'g',
      labels: {},
      startsAt: at(0),
      receivedAt: at(0),
      escalations: 0,
    },
    ...(ack !== undefined && { acknowledgedAt: at(ack) }),
    ...(resolve !== undefined && { resolvedAt: at(resolve) }),
    ...{ alerts: [], timelineOmitted: 0 },
    timeline:
      fault === undefined
        ? []
        : [{ at: at(-fault), kind: 'event', text: 'lab kill orders', event: { kind: 'kill' } }],
  };
};

const INCIDENTS = [
  incident(3, { ack: 10, resolve: 100, fault: 20 }),
  incident(2, { ack: 30, resolve: 300 }),
  incident(1, { resolve: 200 }),
];

describe('times over all incidents', () => {
  it('are those that are known', () => {
    expect(statsOf(INCIDENTS)).toEqual({
      incidents: 3,
      detect: { incidents: 1, mean: 20, median: 20, longest: 20 },
      acknowledge: { incidents: 2, mean: 20, median: 20, longest: 30 },
      mitigate: { incidents: 0, mean: null, median: null, longest: null },
      quiet: { incidents: 0, mean: null, median: null, longest: null },
      resolve: { incidents: 3, mean: 200, median: 200, longest: 300 },
    });
  });

  it('are a table, or a sentence where there are none', () => {
    expect(describeStats(statsOf([]))).toEqual(['no incidents']);
    expect(describeStats(statsOf(INCIDENTS)).map((line) => line.split(/ {2,}/))).toContainEqual([
      ...['to acknowledge (MTTA)', '20 s', '20 s', '30 s', '2 of 3'],
    ]);
  });

  it('are of every page of the list', async () => {
    const stdout = new PassThrough();
    const summary = ({ id }: Incident): IncidentSummary => ({ id }) as IncidentSummary;
    const oncall = {
      list: async ({ before }: { before?: number | undefined }) =>
        before === undefined
          ? { items: INCIDENTS.slice(0, 2).map(summary), next: 2 }
          : { items: INCIDENTS.slice(2).map(summary) },
      show: async (wanted: number) => INCIDENTS.find(({ id }) => id === wanted)!,
    };
    expect(await runStats({ json: true, stdout }, oncall)).toBe(0);
    expect(JSON.parse(String(stdout.read()))).toMatchObject({ incidents: 3, resolve: { longest: 300 } });
  });
});
