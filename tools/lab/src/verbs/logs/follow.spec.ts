import { logLine } from '../../log-lines/testing/encode.ts';
import { entriesOf } from './entry.ts';
import { filterOf } from './filter.ts';
import { followEntries } from './follow.ts';
import { LiveLog } from './testing/fakes.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const { signal } = new AbortController();

// Neither a clock nor a timer is the machine's.
beforeEach(() => jest.useFakeTimers({ now: NOW, doNotFake: ['nextTick', 'queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

let log: LiveLog;
let shown: string[];
beforeEach(() => ([log, shown] = [new LiveLog(), []]));

const line = (msg: string, own: { ms?: number; level?: string } = {}): string =>
  logLine('logfmt', {
    time: new Date(NOW + (own.ms ?? -1000)).toISOString(),
    level: own.level ?? 'error',
    msg,
  });

const follow = (lines?: number): Promise<void> =>
  followEntries(entriesOf('orders', log, { signal }), {
    isWanted: filterOf({ level: 'error' }),
    lines,
    show: async (entry) => {
      await settleOutput();
      shown.push(entry.line?.msg ?? entry.raw);
    },
  });

let settleOutput = (): Promise<void> => Promise.resolve();

const settle = (ms = 0): Promise<void> => jest.advanceTimersByTimeAsync(ms);

describe('following', () => {
  it('shows all that is wanted at once where lines are not counted', async () => {
    const following = follow();
    log.write(line('a'), line('b', { level: 'info' }), 'raw', line('c'));
    await settle();
    expect(shown).toEqual(['a', 'c']);
    log.end();
    await following;
  });

  it('shows the last wanted lines once a line comes that is new, wanted or not', async () => {
    const following = follow(2);
    log.write(line('a'), line('b'), line('c'), line('-', { level: 'info' }));
    await settle();
    expect(shown).toEqual([]);
    log.write(line('-', { level: 'info', ms: 1 }));
    await settle();
    expect(shown).toEqual(['b', 'c']);
    log.write(line('d', { ms: 2 }));
    await settle();
    expect(shown).toEqual(['b', 'c', 'd']);
    log.end();
    await following;
  });

  it('shows the last wanted lines once all is quiet', async () => {
    const following = follow(2);
    await settle(1000); // a slow start is not the end of what is there
    log.write(line('a'), line('b'), line('c'));
    await settle();
    expect(shown).toEqual([]);
    await settle(300);
    expect(shown).toEqual(['b', 'c']);
    log.write(line('late'));
    await settle();
    expect(shown).toEqual(['b', 'c', 'late']);
    log.end();
    await following;
  });

  it('shows what is new after what was there, however slowly that is taken', async () => {
    const waits = [50, 1];
    settleOutput = () => new Promise((done) => void setTimeout(done, waits.shift()));
    const following = follow(1);
    log.write(line('a'), line('b', { ms: 1 }));
    log.end();
    await settle(200);
    await following;
    expect(shown).toEqual(['a', 'b']);
    settleOutput = () => Promise.resolve();
  });

  it('shows them too where the log ends', async () => {
    const following = follow(1);
    log.write(line('a'), line('b'));
    log.end();
    await settle();
    await following;
    expect(shown).toEqual(['b']);
    expect(jest.getTimerCount()).toBe(0);
  });
});
