import { until } from '@lab/testing';
import type { LogLine } from './support/app';
import { type Service, startService } from './support/service';

jest.setTimeout(120_000);

const NOTE = 'log lines dropped';
/** Their lines are more than a socket, this process's stream and the service's memory hold together. */
const REQUESTS = 10_000;
const AT_ONCE = 200;
/** One that waits for its log would never answer. */
const ANSWER_LIMIT_MS = 30_000;
const PATIENTLY = { withinMs: 60_000 };

/** The numbers that are missing between the lines, by the line that follows the gap. */
const gapsIn = (lines: readonly LogLine[]): { lines: number; after: LogLine }[] =>
  lines.flatMap((line, index) => {
    const missing = line.seq - (lines[index - 1]?.seq ?? 0) - 1;
    return missing > 0 ? [{ lines: missing, after: line }] : [];
  });

describe('a service whose log nobody reads', () => {
  let service: Service;

  beforeEach(async () => {
    service = await startService();
    service.process.stdout?.pause();
  });
  afterEach(() => service.process.kill('SIGKILL'));

  const answers = async (path: string): Promise<number> =>
    (await fetch(`${service.url}${path}`, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) })).status;
  const logMuch = async (): Promise<void> => {
    for (let sent = 0; sent < REQUESTS; sent += AT_ONCE) {
      const statuses = await Promise.all(Array.from({ length: AT_ONCE }, () => answers('/work')));
      expect(new Set(statuses)).toEqual(new Set([200]));
      expect(await answers('/health/live')).toBe(200);
    }
  };

  it('answers as ever, drops lines past a limit, and then says how many', async () => {
    await logMuch();

    service.process.stdout?.resume();
    await until(
      'the line that explains the gap',
      () => service.logs.some(({ msg }) => msg === NOTE),
      PATIENTLY,
    );

    const gaps = gapsIn(service.logs);
    expect(gaps).toEqual([{ lines: expect.any(Number), after: expect.objectContaining({ msg: NOTE }) }]);
    expect(gaps[0]?.after['dropped_lines']).toBe(gaps[0]?.lines);
  });

  it('stops in order', async () => {
    await logMuch();
    service.process.kill('SIGTERM');
    await until('its end', () => service.process.exitCode !== null, PATIENTLY);
    expect(service.process.exitCode).toBe(0);
  });
});
