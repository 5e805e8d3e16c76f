import { StageTally } from './stage-tally.ts';
import { failure, line } from './testing/lines.ts';

const STAGES = [
  { name: 'before', rate: 2, seconds: 1 },
  { name: 'after', rate: 1, seconds: 1 },
];

describe('what was seen of each stage', () => {
  it('counts an order where its request began, and one begun late to the last stage', () => {
    const tally = new StageTally(STAGES);
    for (const [id, since] of Object.entries({ a: 0, b: 999, c: 1000, d: 2001 }))
      tally.add(line({ id, since }));
    expect(tally.measured()).toMatchObject([
      { name: 'before', rate: 2, sent: 2, accepted: 2, failed: 0 },
      { name: 'after', rate: 1, sent: 2, accepted: 2, failed: 0 },
    ]);
  });

  it('counts an order once, however often it was tried, and each failed try', () => {
    const tally = new StageTally(STAGES);
    tally.add(failure({ status: 503 }));
    tally.add(line({ attempt: 2, ms: 30 }));
    expect(tally.measured()[0]).toMatchObject({ sent: 1, accepted: 1, failed: 1, accept: { p99: 30 } });
  });

  it('leaves out what places no order', () => {
    const tally = new StageTally(STAGES);
    tally.add(failure({ name: 'GET /catalog', method: 'GET', status: 200, ok: true }));
    expect(tally.measured()[0]).toMatchObject({ sent: 0, accepted: 0 });
  });
});
