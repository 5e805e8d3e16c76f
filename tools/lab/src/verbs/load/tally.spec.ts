import { percentilesOf } from './percentiles.ts';
import { parseRequestLine, type RequestLine } from './request-line.ts';
import { Tally } from './tally.ts';

const line = (changes: Partial<RequestLine> = {}): RequestLine => ({
  at: 1_795_341_684_068,
  ms: 5,
  status: 202,
  error: '',
  trace: 'b1960f3216eb87463a9a6037cd80150e',
  span: 'f70dbd24291e3d20',
  attempt: 1,
  id: '28838c09-3b28-474f-b049-3d138fece876',
  ...changes,
});
const failure = (changes: Partial<RequestLine>): RequestLine => {
  const { id: _id, ...rest } = line(changes);
  return rest;
};

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

  it('keeps the three slowest traces, slowest first', () => {
    const tally = new Tally();
    for (const ms of [3, 9, 1, 7, 5]) tally.add(line({ ms }));
    expect(tally.totals().slowest.map(({ ms }) => ms)).toEqual([9, 7, 5]);
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
