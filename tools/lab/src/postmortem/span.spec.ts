import { graphSpanOf, overlaps, spanOf, stepOf } from './span.ts';
import { at, incidentWith } from './testing/postmortem.ts';

const NOW = at('16:00:00');

describe('the time of an incident', () => {
  it('is from the fault to the end', () => {
    expect(spanOf(incidentWith(), NOW)).toEqual({ from: at('15:00:00'), to: at('15:07:22') });
  });

  it('begins before the first alert where no fault is known, and ends now while it is open', () => {
    const { resolvedAt: _, ...open } = incidentWith({ timeline: [] });
    expect(spanOf(open, NOW)).toEqual({ from: at('14:58:20'), to: NOW });
  });

  it('has a margin in graphs, but nothing of the future', () => {
    const span = { from: at('15:00:00'), to: at('15:02:00') };
    expect(graphSpanOf(span, NOW)).toEqual({ from: at('14:59:00'), to: at('15:03:00') });
    expect(graphSpanOf(span, at('15:02:10'))).toEqual({ from: at('14:59:00'), to: at('15:02:10') });
  });

  it('has at most 200 points in a graph, each a whole number of scrapes apart', () => {
    expect(stepOf({ from: 0, to: 60_000 })).toBe(5_000);
    expect(stepOf({ from: 0, to: 3_600_000 })).toBe(20_000);
  });

  it('overlaps another that ends in it', () => {
    const span = { from: 10, to: 20 };
    expect([overlaps(span, { from: 0, to: 10 }), overlaps(span, { from: 12, to: 13 })]).toEqual([true, true]);
    expect([overlaps(span, { from: 0, to: 9 }), overlaps(span, { from: 21, to: 30 })]).toEqual([
      false,
      false,
    ]);
  });
});
