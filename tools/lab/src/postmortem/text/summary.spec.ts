import { event, impact, incidentWith, postmortemOf, time } from '../testing/postmortem.ts';
import { summaryOf } from './summary.ts';

describe('the summary', () => {
  it('says what happened, whom it hurt, whether anything was lost, and how it ended', () => {
    expect(summaryOf(postmortemOf())).toEqual([
      'On 28 November 2026 at 15:00:22 UTC, Alertmanager paged oncall: Orders settle late. 22 s earlier, at 15:00:00, this was reported: "lab pause inventory". It is the last fault before the page, and therefore probably what the incident is about.',
      'In the 7 min 22 s from the start of the fault to the end of the incident: 790 of 8,804 accepted orders were not confirmed or rejected within 5 s. Customers were hurt from 15:00:05 to 15:01:15 (1 min 10 s).',
      'No order was lost: all 9,000 orders that the lab ever accepted are accounted for in its stores.',
      'ada acknowledged the page after 38 s. The last alert ended 2 min after the page. The incident was resolved after 7 min.',
    ]);
  });

  it('says so while it is not over, where nobody came, and where no fault is known', () => {
    const {
      resolvedAt: _,
      alertsResolvedAt: __,
      acknowledgedAt: ___,
      ...rest
    } = incidentWith({ state: 'open', timeline: [] });
    const text = summaryOf(postmortemOf(rest)).join(' ');
    expect(text).toContain('Nobody had reported a fault before the page.');
    expect(text).toContain('until this report was made');
    expect(text).toContain('Nobody has acknowledged the page yet. Alerts still fire. The incident is open.');
  });

  it('says so where nobody was hurt, and what could not be asked', () => {
    const noneHurt = postmortemOf(undefined, { impacts: { value: [impact({ bad: 0, missed: null })] } });
    expect(summaryOf(noneHurt)[1]).toContain(
      'none of 8,804 accepted orders were not confirmed or rejected within 5 s. No objective was missed',
    );
    const quiet = postmortemOf(undefined, {
      impacts: { value: [impact({ total: 0, bad: 0, missed: null })] },
    });
    expect(summaryOf(quiet)[1]).toContain('no customer used the shop');
    const blind = postmortemOf(undefined, {
      impacts: { notChecked: 'Prometheus is away' },
      audit: { notChecked: 'Redis is away' },
    });
    expect(summaryOf(blind).join(' ')).toContain('is not known: Prometheus is away.');
    expect(summaryOf(blind).join(' ')).toContain('Whether orders were lost is not known: Redis is away.');
  });

  it('says how often a fault was reported before the page', () => {
    const timeline = ['14:59:50', '15:00:00', '15:00:10', '15:00:30'].map((at) =>
      event(at, 'kill', 'inventory'),
    );
    const [what] = summaryOf(postmortemOf(incidentWith({ timeline })));
    expect(what).toContain('"lab kill inventory" (3 times, the last at 15:00:10).');
  });

  it('does not call a late trace a harm to customers', () => {
    const late = impact({ objective: 'trace-freshness', service: 'telemetry', total: 19, bad: 1 });
    expect(summaryOf(postmortemOf(undefined, { impacts: { value: [late] } }))[1]).toMatch(
      /1 of 19 orders of the prober had no complete trace in time\. Customers noticed nothing\.$/,
    );
  });

  it('names who acknowledged, not who wrote a note before, and how often it escalated', () => {
    const timeline = [
      event('15:00:00', 'pause', 'inventory'),
      { at: time('15:00:30'), kind: 'note', by: 'grace', text: 'hm' } as const,
      { at: time('15:01:00'), kind: 'acknowledged', by: 'ada' } as const,
    ];
    const [, , , response] = summaryOf(postmortemOf(incidentWith({ timeline, escalations: 2 })));
    expect(response).toContain('ada acknowledged the page after 38 s. It escalated 2 times.');
  });
});
