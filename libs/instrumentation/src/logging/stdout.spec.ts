import { closeSync, openSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { METRICS } from '@lab/contracts';
import { registry } from '../metrics/registry';
import { createLogger } from './logger';
import { logDestination } from './stdout';

const LINE = 'x'.repeat(1000);

const droppedLines = async (): Promise<number> => {
  const metric = await registry.getSingleMetricAsString(METRICS.logLinesDropped);
  return Number(/_total (\d+)$/m.exec(metric)?.[1]);
};
const loggerOn = (fd: number) =>
  createLogger({ service: 'orders', level: 'info', format: 'json', destination: logDestination(fd) });

describe('the log destination', () => {
  // ENOSPC from a disk that is full; EBADF stands for every other error, EPIPE among them
  it.each(['full', 'closed'])(
    'that is %s drops lines and counts them, and nothing is thrown',
    async (kind) => {
      const fd = openSync('/dev/full', 'w');
      if (kind === 'closed') closeSync(fd);
      const logger = loggerOn(fd);
      const before = await droppedLines();

      for (let line = 0; line < 1000; line += 1) logger.info(LINE);

      // a quarter of a megabyte is kept, the rest of the million bytes is not
      const dropped = (await droppedLines()) - before;
      expect(dropped).toBeGreaterThan(700);
      expect(dropped).toBeLessThan(900);
      if (kind === 'full') closeSync(fd);
    },
  );

  it('that works gets every line whole and in order', async () => {
    const file = join(tmpdir(), `log-${process.pid}.txt`);
    const fd = openSync(file, 'w');
    const logger = loggerOn(fd);
    for (let line = 0; line < 100; line += 1) logger.info({ line }, LINE);
    closeSync(fd);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    await rm(file);

    expect(lines.map((line) => (JSON.parse(line) as { line: number }).line)).toEqual([...Array(100).keys()]);
  });
});
