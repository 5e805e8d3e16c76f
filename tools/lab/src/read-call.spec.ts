import { resolve } from 'node:path';
import { readCall } from './read-call.ts';

const read = (...words: readonly string[]) => readCall(resolve(__dirname, '../../..'), words);

describe('a command line of ours', () => {
  it('is read by the options of its verb, and not run', async () => {
    expect(await read('load', 'steady', '--rate', '20', '--duration', '40s', '--no-audit')).toEqual({
      verb: 'load',
      args: ['steady'],
      options: { rate: 20, duration: 40_000, seed: 1, retryFor: 0, audit: false },
    });
    expect(await read('kill', 'orders', 'rabbitmq')).toEqual({
      verb: 'kill',
      args: ['orders', 'rabbitmq'],
      options: {},
    });
  });

  it('may be of a verb below another', async () => {
    expect(await read('logs', 'audit', '--settle', '5s')).toMatchObject({
      verb: 'logs audit',
      options: { settle: 5000 },
    });
  });

  it.each([
    [['explode'], 'lab has no command explode'],
    [['kill'], "missing required argument 'service'"],
    [['load', 'steady', '--rate', 'fast'], "argument 'fast' is invalid"],
    [['audit', '--nonsense'], "unknown option '--nonsense'"],
    [['pause', 'redis', '--for', '1s', '--pulse', '700ms'], 'two durations such as 700ms/300ms'],
  ])('that would be refused is refused: %j', async (words, reason) => {
    await expect(read(...words)).rejects.toThrow(reason);
  });
});
