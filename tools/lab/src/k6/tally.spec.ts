import { percentilesOf } from './percentiles.ts';
import { parseRequestLine } from './request-line.ts';
import { Tally } from './tally.ts';
import { failure, line } from './testing/lines.ts';

describe('what a load run saw', () => {
  it('counts an order once, however often it was promised', () => {
    const tally = new Tally();
    tally.add(line());
    tally.add(line({ attempt: 2 }));
    expect(tally.totals()).toMatchObject({ requests: 2, accepted: 1, failures: {} });
  });

  it('counts failures by status, and by error where there was no answer', () => {
    const tally = new Tally();
    tally.add(failure({ status: 503 }));
    tally.add(failure({ status: 503 }));
    tally.add(failure({ status: 0, error: 'dial: connection refused' }));
    expect(tally.totals().failures).toEqual({ 'HTTP 503': 2, 'dial: connection refused': 1 });
    expect(tally.failed).toBe(3);
  });

  it('keeps the five slowest traces, slowest first', () => {
    const tally = new Tally();
    for (const ms of [3, 9, 1, 7, 5, 2, 8]) tally.add(line({ ms }));
    expect(tally.totals().slowest.map(({ ms }) => ms)).toEqual([9, 8, 7, 5, 3]);
  });

  it("lasts from the first request's begin to the last one's end, whichever line comes first", () => {
    const tally = new Tally();
    expect(tally.seconds).toBe(0);
    tally.add(line({ at: 3000, ms: 500 }));
    tally.add(line({ at: 1000, ms: 100 }));
    expect(tally.seconds).toBe(2.5);
  });

  it('takes percentiles by nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(percentilesOf(values)).toEqual({ p50: 50, p95: 95, p99: 99, max: 100 });
    expect(percentilesOf([])).toEqual({ p50: undefined, p95: undefined, p99: undefined, max: undefined });
  });

  it('reads its own lines and passes over everything else', () => {
    expect(parseRequestLine(JSON.stringify(line()))).toEqual(line());
    expect(parseRequestLine('{"at":1')).toBeUndefined();
    expect(parseRequestLine('{"hello":"world"}')).toBeUndefined();
    expect(parseRequestLine('Running scenario')).toBeUndefined();
  });
});
