import { Logger } from '@nestjs/common';
import { StockRoomWatch } from './stock-room.watch';

const CONFIG = { INVENTORY_URL: 'http://inventory:8082', STOCK_ROOM_MIN_RATIO: 0.1 };

describe('StockRoomWatch', () => {
  let answer: () => Promise<Response>;
  let asked: string[];
  let logged: string[];
  let watch: StockRoomWatch;

  const roomIs = (leftRatio: number): void => {
    answer = () => Promise.resolve(Response.json({ leftRatio, leftBytes: 1 }));
  };
  const seconds = (count: number): Promise<void> => jest.advanceTimersByTimeAsync(count * 1_000);

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    [asked, logged] = [[], []];
    const note = ({ msg }: { msg: string }): void => void logged.push(msg);
    Logger.overrideLogger({ log: note, warn: note, error: note, debug: () => undefined });
    jest.spyOn(globalThis, 'fetch').mockImplementation((url) => {
      asked.push(url instanceof URL ? url.href : 'no URL');
      return answer();
    });
    watch = new StockRoomWatch(CONFIG);
  });
  afterEach(() => {
    watch.onModuleDestroy();
    jest.restoreAllMocks();
    jest.useRealTimers();
    Logger.overrideLogger(false);
  });

  it('asks inventory at the start and then every second, and never for a request', async () => {
    roomIs(0.5);
    watch.onApplicationBootstrap();
    await seconds(3);
    for (let request = 0; request < 100; request += 1) expect(watch.isFull).toBe(false);

    expect(asked).toEqual(Array<string>(4).fill('http://inventory:8082/health/room'));
  });

  it('is full below the share that is kept free, and says so once', async () => {
    roomIs(0.1);
    watch.onApplicationBootstrap();
    await seconds(1);
    expect(watch.isFull).toBe(false);

    roomIs(0.099);
    await seconds(2);
    expect(watch.isFull).toBe(true);
    expect(watch.refusal()).toMatchObject({
      kind: 'unavailable',
      code: 'inventory.no_room',
      message: 'inventory has 9.9 % of its memory left, and takes no new orders',
      retryAfterSeconds: 30,
    });

    roomIs(0.2);
    await seconds(2);
    expect(watch.isFull).toBe(false);
    expect(logged).toEqual([
      'new orders are refused: inventory has no room',
      'new orders are accepted again',
    ]);
  });

  it.each([
    ['cannot be reached', () => Promise.reject(new TypeError('fetch failed'))],
    ['does not know', () => Promise.resolve(new Response('{}', { status: 503 }))],
    ['answers nonsense', () => Promise.resolve(Response.json({ leftRatio: 7 }))],
  ])('keeps what it knows for some seconds where inventory %s, then accepts orders', async (_, failure) => {
    roomIs(0);
    watch.onApplicationBootstrap();
    await seconds(1);
    answer = failure;
    await seconds(3);
    expect(watch.isFull).toBe(true);

    await seconds(4);
    expect(watch.isFull).toBe(false);
  });
});
