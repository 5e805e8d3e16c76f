import type { RequestLine } from '../k6/request-line.ts';
import { line } from '../k6/testing/lines.ts';
import { JOURNEYS } from './journeys.ts';
import { Witness } from './witness.ts';

const witnessOf = (objective: string, lines: readonly Partial<RequestLine>[]): Witness => {
  const clients = JOURNEYS[objective]?.clients;
  if (clients === undefined) throw new Error(`no journey ${objective}`);
  const witness = new Witness(clients);
  for (const each of lines) witness.see(line({ at: 0, ms: 10, ...each }));
  return witness;
};

describe('what clients saw', () => {
  const outage = [
    { at: 1000 },
    { at: 2000, ms: 1500, status: 503 },
    { at: 2500, ms: 10, status: 0 },
    { at: 3000, ms: 10 },
    { at: 2600, name: 'GET /catalog', method: 'GET' as const, status: 503 },
  ];

  it('begins when the first bad answer came, not when it was asked for', () => {
    const witness = witnessOf('placing-orders-availability', outage);
    expect(witness.onset(0)).toBe(2510);
    expect(witness.onset(2600)).toBe(3500);
    expect(witness.onset(4000)).toBeUndefined();
  });

  it('is the share of bad answers among those of the journey', () => {
    const witness = witnessOf('placing-orders-availability', outage);
    expect(witness.errorRatio(2500, 4000)).toBeCloseTo(2 / 3);
    expect(witness.errorRatio(5000, 6000)).toBeUndefined();
    expect(witnessOf('reading-availability', outage).errorRatio(0, 9000)).toBe(1);
  });

  it('of latency counts accepted orders only: a fast refusal is no success, and no failure', () => {
    const witness = witnessOf('placing-orders-latency', [
      { at: 0, ms: 251 },
      { at: 0, ms: 250 },
      { at: 0, ms: 5, status: 503 },
    ]);
    expect(witness.errorRatio(0, 1000)).toBe(0.5);
  });

  it('begins with the fault where a client cannot tell', () => {
    const witness = witnessOf('settling-latency', [{ at: 1000 }, { at: 2000 }]);
    expect(witness.onset(1500)).toBe(1500);
    expect(witness.errorRatio(1500, 3000)).toBe(1);
  });
});
