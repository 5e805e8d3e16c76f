import { TIMEOUTS_MS } from './timeouts';

const { request, ordersCall, ordersAttempt, postgresStatement, postgresGrace, postgresConnect } = TIMEOUTS_MS;
const { inventoryCall, inventoryAttempt, redisCommand } = TIMEOUTS_MS;

describe('the time of a request', () => {
  it.each([
    ['orders, down to a statement', [request, ordersCall, ordersAttempt, postgresStatement + postgresGrace]],
    ['orders, down to a connection', [request, ordersCall, ordersAttempt, postgresConnect]],
    ['inventory, down to a command', [request, inventoryCall, inventoryAttempt, redisCommand]],
  ])('is shorter at every step inwards: %s', (_way, times) => {
    const shrinking = [...new Set(times)].sort((a, b) => b - a);
    expect(times).toEqual(shrinking);
  });
});
