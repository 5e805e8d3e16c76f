import type { IncidentAlert } from '@lab/contracts';
import { headlineOf } from './headline.ts';

const alert = (summary: string, labels: Record<string, string> = {}): IncidentAlert => ({
  ...{ fingerprint: summary, status: 'firing', startsAt: '2026-11-28T15:00:00.000Z', generatorURL: '' },
  ...{ labels, annotations: { summary } },
});
const settle = { sloth_slo: 'settling-latency-lab' };
const title = 'ErrorBudgetBurn';

describe('what an incident is about', () => {
  it('is the objective that its alerts name, once', () => {
    const alerts = [
      alert('Orders settle in time: over 4m …', settle),
      alert('Orders settle in time: over 24m …', settle),
    ];
    expect(headlineOf({ title, alerts })).toBe('objective missed: Orders settle in time');
  });

  it('is the cause first where one outage is one incident', () => {
    const alerts = [
      alert('Orders settle in time: …', settle),
      alert('inventory is down'),
      alert('Reads are answered: …', settle),
    ];
    expect(headlineOf({ title, alerts })).toBe(
      'inventory is down; objective missed: Orders settle in time, Reads are answered',
    );
  });

  it("is oncall's title where no alert is about an objective", () => {
    expect(headlineOf({ title: 'disk full', alerts: [alert('disk of redis is full')] })).toBe('disk full');
  });

  it('names only the first of many', () => {
    const alerts = Array.from({ length: 7 }, (_, index) => alert(`Objective ${index}: …`, settle));
    expect(headlineOf({ title, alerts })).toMatch(/Objective 4 and 2 more$/);
  });
});
