import { Logger } from '@nestjs/common';
import { ProbeService } from './probe.service';

const PLACED = { orderId: 'o1', traceId: 't1' };
const silent = { zero: () => undefined, observe: () => undefined } as never;
const down = () => Promise.reject(new Error('ECONNREFUSED'));

const probe = (shop: {
  place?: () => unknown;
  status?: string;
  settled?: () => unknown;
  cancel?: () => unknown;
}) => {
  const cancelled: string[] = [];
  const service = new ProbeService(
    {
      place: shop.place ?? (async () => PLACED),
      settled: shop.settled ?? (async () => ({ status: shop.status })),
      cancel: async (id: string) => {
        cancelled.push(id);
        await shop.cancel?.();
      },
    } as never,
    silent,
  );
  return { cancelled, run: (signal = new AbortController().signal) => service.run(signal) };
};

beforeEach(() => void jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined));
afterEach(() => jest.restoreAllMocks());

it.each([
  ['confirmed', 'confirmed'],
  ['rejected', 'rejected'],
  ['pending', 'late'],
])('an order that is %s in time is %s, and cancelled', async (status, outcome) => {
  const { run, cancelled } = probe({ status });
  expect(await run()).toEqual({ outcome, placed: PLACED });
  expect(cancelled).toEqual(['o1']);
});

it('an order that the shop does not take is refused, and there is nothing to cancel', async () => {
  const { run, cancelled } = probe({ place: down });
  expect(await run()).toEqual({ outcome: 'refused' });
  expect(cancelled).toEqual([]);
});

it('an accepted order that cannot be read is unread, and cancelled all the same', async () => {
  const { run, cancelled } = probe({ settled: down });
  expect(await run()).toEqual({ outcome: 'unread', placed: PLACED });
  expect(cancelled).toEqual(['o1']);
});

it('a failed cancellation changes no verdict', async () => {
  const { run } = probe({ status: 'confirmed', cancel: down });
  expect(await run()).toMatchObject({ outcome: 'confirmed' });
});

it('has no outcome when the prober stops: nobody refused it', async () => {
  await expect(probe({ place: down }).run(AbortSignal.abort())).rejects.toThrow('aborted');
});
