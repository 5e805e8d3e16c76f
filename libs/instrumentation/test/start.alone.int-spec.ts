import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const FIXTURE = join(__dirname, 'support/fixture-service.cjs');
/** Runs before everything else, and sends the signal at the first line of the phase. */
const SIGNAL_AT = join(__dirname, 'support/signal-at.cjs');

/** A service that gets the signal while it does the named thing, and how it ended. */
const signalled = async (phase: string, signal: string): Promise<{ code: number | null; ms: number }> => {
  const child = spawn(process.execPath, ['--require', SIGNAL_AT, FIXTURE], {
    env: {
      PATH: process.env['PATH'],
      LISTEN: '127.0.0.1:0',
      OTEL_SDK_DISABLED: 'true',
      DRAIN_ANNOUNCE_MS: '0',
      PHASE: phase,
      SIGNAL: signal,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let at = 0;
  child.once('message', () => (at = performance.now()));
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, ms: performance.now() - at };
};

describe.each(['SIGTERM', 'SIGINT'])('%s while a service starts', (signal) => {
  it.each(['tracing', 'config', 'build', 'listen'])(
    'ends it with 0, within 5 s, during: %s',
    async (phase) => {
      const { code, ms } = await signalled(phase, signal);
      expect(code).toBe(0);
      expect(ms).toBeLessThan(5_000);
    },
    40_000,
  );
});
