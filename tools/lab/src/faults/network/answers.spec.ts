import { METRICS } from '@lab/contracts';
import { askBy, sumOf } from './answers.ts';
import { pairOf } from './pairs.ts';

const METRIC = METRICS.messagePublishDuration;

it('adds a metric up over its labels, and no other metric of a similar name', () => {
  const lines = [
    `# HELP ${METRIC} Seconds`,
    `${METRIC}_count{message="orders.order-placed"} 3`,
    `${METRIC}_count{message="a } b"} 4 # {trace_id="1"} 0.5`,
    `${METRIC}_count_of_others 100`,
    `${METRIC}_sum{message="a"} 1.5`,
  ];
  expect([sumOf(lines, `${METRIC}_count`), sumOf(lines, `${METRIC}_sum`), sumOf(lines, 'none')]).toEqual([
    7, 1.5, 0,
  ]);
});

describe('how a service fares with RabbitMQ, by its own metrics', () => {
  const engine = { address: (_service: string, port: number) => ({ host: '127.0.0.1', port }) };
  const pages: string[] = [];
  const page = (count: number, sum: number, waiting: number): number =>
    pages.push(
      `${METRIC}_count 1\n${METRIC}_count{m="a"} ${count - 1}\n${METRIC}_sum ${sum}\n${METRICS.messagesUnconfirmed} ${waiting}`,
    );
  beforeEach(() => {
    pages.length = 0;
    jest.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(new Response(pages.shift())));
  });
  afterEach(() => jest.restoreAllMocks());
  const ask = askBy(engine, pairOf('orders', 'rabbitmq').sign);

  it('is the mean of the confirms since the last time, unknown without any, and bad while one is waited for', async () => {
    page(10, 1, 0);
    expect(await ask()).toBeUndefined(); // nothing to compare with yet
    page(12, 2, 0);
    expect(await ask()).toEqual({ ms: 500, isGood: true });
    page(12, 2, 0);
    expect(await ask()).toBeUndefined();
    page(12, 2, 1);
    expect(await ask()).toBeUndefined(); // it has not waited long
    jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 2_000);
    page(12, 2, 1);
    expect(await ask()).toMatchObject({ isGood: false });
    page(2, 0.1, 0); // a new process counts from the beginning
    expect(await ask()).toBeUndefined();
    page(3, 0.4, 0);
    expect((await ask())?.ms).toBeCloseTo(300);
  });
});
