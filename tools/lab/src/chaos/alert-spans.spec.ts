import { alertSpans } from './alert-spans.ts';

const series = (labels: Record<string, string>, ...times: readonly number[]) => ({
  labels: { alertname: 'ServiceDown', severity: 'page', ...labels },
  points: times.map((seconds) => [seconds * 1000, 1] as const),
});

describe('alerts that fired', () => {
  it('have a begin and an end; the one that fires at the end has none', () => {
    expect(alertSpans([series({}, 10, 15, 20), series({ alertname: 'Other' }, 50, 55, 60)], 60_000)).toEqual([
      { alert: 'ServiceDown', objective: undefined, severity: 'page', from: 10_000, to: 20_000 },
      { alert: 'Other', objective: undefined, severity: 'page', from: 50_000, to: null },
    ]);
  });

  it('of all windows of an objective are one', () => {
    const slo = { sloth_slo: 'reading' };
    const spans = alertSpans(
      [series({ ...slo, w: '1' }, 10, 15), series({ ...slo, w: '2' }, 15, 20)],
      90_000,
    );
    expect(spans).toMatchObject([{ objective: 'reading', from: 10_000, to: 20_000 }]);
  });

  it('that fired again are two', () => {
    expect(alertSpans([series({}, 10, 15, 80)], 120_000)).toMatchObject([
      { from: 10_000, to: 15_000 },
      { from: 80_000, to: 80_000 },
    ]);
  });
});
