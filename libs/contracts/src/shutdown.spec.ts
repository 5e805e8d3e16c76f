import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLOSE_MS, SHUTDOWN_MS } from './shutdown';

const COMPOSE = join(__dirname, '../../../compose/services.yaml');

describe('the time after SIGTERM', () => {
  it('is enough for all shares one after the other, with a second to spare for the exit itself', () => {
    const seconds = /^ {2}stop_grace_period: (\d+)s$/m.exec(readFileSync(COMPOSE, 'utf8'))?.[1];
    const shares = SHUTDOWN_MS.requests + CLOSE_MS + SHUTDOWN_MS.spans;

    expect(Number(seconds) * 1000).toBeGreaterThanOrEqual(shares + 1000);
  });
});
