import { firstBreak, type Served } from './objective.ts';

const LIMITS = { accepted: 0.999, acceptedInTime: 0.99, acceptSeconds: 0.25 };
const step = (clients: number, changes: Partial<Served> = {}): Served => ({
  clients,
  ordersPerSecond: clients * 10,
  answers: 1000,
  faults: 0,
  accepted: 1000,
  inTime: 1000,
  ...changes,
});

describe('the objective', () => {
  it('breaks at the first step that is too slow for too many', () => {
    expect(
      firstBreak([step(1), step(2, { inTime: 990 }), step(4, { inTime: 989 }), step(8)], LIMITS),
    ).toEqual({
      held: { clients: 2, ordersPerSecond: 20 },
      broke: {
        clients: 4,
        ordersPerSecond: 40,
        why: 'latency: 98.9 % of the orders were accepted within 250 ms, the objective is 99 %',
      },
    });
  });

  it('breaks where too many orders are refused', () => {
    const { broke } = firstBreak([step(1, { faults: 1 }), step(2, { faults: 2 })], LIMITS);
    expect(broke).toMatchObject({
      clients: 2,
      why: 'availability: 99.8 % of the orders were accepted, the objective is 99.9 %',
    });
  });

  it('breaks where nothing was answered', () => {
    expect(firstBreak([step(1, { answers: 0, accepted: 0, inTime: 0 })], LIMITS)).toMatchObject({
      broke: { clients: 1 },
    });
  });

  it('holds up to the last step where none broke it', () => {
    expect(firstBreak([step(1), step(2)], LIMITS)).toEqual({ held: { clients: 2, ordersPerSecond: 20 } });
    expect(firstBreak([], LIMITS)).toEqual({});
  });
});
