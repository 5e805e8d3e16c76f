import type { Incident } from '@lab/contracts';
import { describeIncident, describeIncidents } from './report.ts';

const facts = {
  id: 7,
  state: 'acknowledged',
  title: 'Placing an order\u001b[2J burns its budget',
  severity: 'page',
  groupKey: 'g',
  labels: {},
  startsAt: '2026-11-28T14:59:00.000Z',
  receivedAt: '2026-11-28T15:00:00.000Z',
  acknowledgedAt: '2026-11-28T15:01:30.000Z',
  escalations: 2,
} as const;
const incident: Incident = {
  ...facts,
  alerts: [
    {
      fingerprint: 'a',
      status: 'firing',
      startsAt: facts.startsAt,
      labels: {},
      annotations: {},
      generatorURL: '',
    },
    {
      fingerprint: 'b',
      status: 'resolved',
      startsAt: facts.startsAt,
      labels: {},
      annotations: {},
      generatorURL: '',
    },
  ],
  timeline: [
    {
      at: '2026-11-28T14:58:00.000Z',
      kind: 'event',
      text: 'lab kill',
      event: { kind: 'kill', service: 'inventory' },
    },
    { at: facts.acknowledgedAt, kind: 'acknowledged', by: 'ada', text: 'on\nit' },
  ],
  timelineOmitted: 3,
};

describe('incidents for a person', () => {
  it('are a table, or a sentence when there are none', () => {
    expect(describeIncidents({ items: [] })).toEqual(['no incidents']);
    const [head, row, more] = describeIncidents({ items: [{ ...facts, firing: 1, alertCount: 2 }], next: 7 });
    expect(head?.split(/ {2,}/)).toEqual(['ID', 'STATE', 'SEVERITY', 'PAGED AT', 'FIRING', 'TITLE']);
    expect(row?.split(/ {2,}/)).toEqual([
      ...['7', 'acknowledged', 'page', facts.receivedAt, '1 of 2', 'Placing an order [2J burns its budget'],
    ]);
    expect(more).toContain('--limit');
  });

  it('show how long each step took since the page, and what happened', () => {
    expect(describeIncident(incident).map((line) => line.replace(/ {2,}/g, ' | '))).toEqual([
      'incident 7: Placing an order [2J burns its budget',
      'state | acknowledged, escalated 2 times',
      'severity | page',
      'alerts | 1 of 2 firing',
      '',
      'TIME | AT | SINCE THE PAGE',
      'alert fired | 2026-11-28T14:59:00.000Z | -60 s',
      'paged | 2026-11-28T15:00:00.000Z | 0 s',
      'acknowledged | 2026-11-28T15:01:30.000Z | 90 s',
      '',
      'TIMELINE | KIND | BY | TEXT',
      '2026-11-28T14:58:00.000Z | kill inventory | - | lab kill',
      '2026-11-28T15:01:30.000Z | acknowledged | ada | on it',
      '3 entries did not fit',
    ]);
  });
});
