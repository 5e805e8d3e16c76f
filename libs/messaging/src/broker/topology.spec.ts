import { planQueues } from './topology';

describe('planQueues', () => {
  const plan = planQueues(
    { name: 'tests.things', messages: [{ name: 'tests.a' }, { name: 'tests.b' }] },
    [1, 1, 5, 30, 5],
  );

  it('has one retry queue per distinct delay', () => {
    expect(plan.map(({ name }) => name)).toEqual([
      'tests.things.parked',
      'tests.things',
      'tests.things.retry-1s',
      'tests.things.retry-5s',
      'tests.things.retry-30s',
    ]);
  });

  it('binds only the main queue', () => {
    expect(plan.map(({ routingKeys }) => routingKeys)).toEqual([[], ['tests.a', 'tests.b'], [], [], []]);
  });

  it('lets a message wait, then go back to the main queue, confirmed', () => {
    expect(plan[3]?.arguments).toEqual({
      'x-message-ttl': 5000,
      'x-delivery-limit': 1_000_000_000,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': 'tests.things',
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
    });
  });

  it('parks what the main queue delivered too often, and never drops what is parked', () => {
    expect(plan[1]?.arguments).toMatchObject({
      'x-delivery-limit': 50,
      'x-dead-letter-routing-key': 'tests.things.parked',
    });
    expect(plan[0]?.arguments).toEqual({ 'x-delivery-limit': 1_000_000_000 });
  });
});
