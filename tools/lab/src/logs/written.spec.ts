import type { Engine } from '../engines/engine.ts';
import { type Fields, logLine } from '../log-lines/testing/encode.ts';
import { readWritten, type Written } from './written.ts';

const HOUR_MS = 3_600_000;
const now = Date.now();
const keptSince = now - 47 * HOUR_MS;

async function* stream(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}
/** Lines of one process at these times. */
const linesAt = (times: readonly number[], more: Fields = {}): string[] =>
  times.map((time, index) =>
    logLine('json', { time: new Date(time).toISOString(), instance: 'a', seq: index + 1, ...more }),
  );
const read = async (lines: readonly string[]): Promise<Written['tally']> => {
  const engine = {
    services: [{ name: 'orders', environment: { LOG_FORMAT: 'json' } }],
    logs: () => stream(lines),
  } as unknown as Engine;
  const [written] = await readWritten(engine, { agent: 'fluent-bit', keptSince });
  if (written === undefined) throw new Error('nothing was read');
  return written.tally;
};

describe('what the log files hold', () => {
  it('leaves unjudged what is older than Loki keeps', async () => {
    const tally = await read(linesAt([now - 60 * HOUR_MS, now - 50 * HOUR_MS, now]));
    expect(tally).toMatchObject({ expired: 2, distinct: 1 });
    expect(tally.firstJudged('a')).toBe(3);
  });

  it('judges a line whose clock went wrong with the lines around it', async () => {
    const [year1, year9999] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59Z')];
    const tally = await read(linesAt([now - 1000, year1, 0, year9999, now]));
    expect(tally).toMatchObject({ expired: 0, distinct: 5, unparsed: 0 });
    expect(tally.firstJudged('a')).toBe(1);
    // A time from the future makes nothing after it young.
    expect(await read(linesAt([year9999, now - 60 * HOUR_MS]))).toMatchObject({ expired: 2 });
  });

  it('knows which lines a process says it dropped', async () => {
    const [first = ''] = linesAt([now]);
    const [note = ''] = linesAt([now], { seq: 5, dropped_lines: 3 });
    const tally = await read([first, note]);
    expect([1, 2, 3, 4, 5].map((seq) => tally.wasDropped('a', seq))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });
});
