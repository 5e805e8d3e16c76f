import { until } from '@lab/testing';
import { FLUENT_BIT, linesIn, OTELCOL, RunningAgent } from './support/log-agent';

const LINES = 60_000;
/** They take some seconds on a machine at rest. */
const LIMIT_MS = 150_000;
const CASE_LIMIT_MS = 4 * LIMIT_MS;

const line = (seq: number): string =>
  `time=2026-11-24T15:00:00.123Z level=info service=gateway instance=gw-1 seq=${seq} msg=request method=GET ` +
  `route="/orders/:id" status=200 duration_ms=12.34 padding=${'x'.repeat(120)}\n`;
const files = { gateway: Buffer.from(Array.from({ length: LINES }, (_, index) => line(index + 1)).join('')) };

const sumOf = (metrics: ReadonlyMap<string, number>, name: string): number =>
  [...metrics].reduce((sum, [series, value]) => (series.startsWith(`${name}{`) ? sum + value : sum), 0);

/** Whether a count has stayed the same for longer than the agent takes between two tries. */
const settled = (count: () => number): (() => boolean) => {
  let last = { count: count(), at: Date.now() };
  return () => {
    if (count() !== last.count) last = { count: count(), at: Date.now() };
    return Date.now() - last.at > 8000;
  };
};

describe('with more lines than may wait, while nobody takes any', () => {
  const itWithFluentBit = FLUENT_BIT !== undefined && OTELCOL !== undefined ? it : it.skip;
  const itWithFallback = OTELCOL !== undefined ? it : it.skip;

  itWithFluentBit(
    'fluent-bit drops the oldest, and counts each one that it drops',
    async () => {
      const agent = await RunningAgent.start('fluent-bit', {
        files,
        replace: [['total_limit_size: 256M', 'total_limit_size: 5M']],
      });
      try {
        const own = async (name: string) => sumOf(await agent.ownMetrics(), name);
        const dropped = () => own('fluentbit_output_dropped_records_total');
        await until('all is read', async () => linesIn(await agent.logMetrics()) === LINES, {
          withinMs: LIMIT_MS,
        });
        await until('some was dropped', async () => (await dropped()) > 0, { withinMs: LIMIT_MS });
        await agent.startCollector();
        const seqs = () => agent.records().map(({ attributes }) => Number(attributes['seq']));
        await until('the newest line is there', () => seqs().includes(LINES), { withinMs: LIMIT_MS });
        await until(
          'all that remains is there',
          settled(() => agent.records().length),
          { withinMs: LIMIT_MS },
        );
        expect(agent.records().length).toBeGreaterThan(0);
        // Fluent Bit 5.1.1 counts a chunk again if it was being sent while the limit dropped it: that send then ends in an error.
        const countedTwice = (await dropped()) - (LINES - agent.records().length);
        expect(countedTwice).toBeGreaterThanOrEqual(0);
        if ((await own('fluentbit_output_errors_total')) === 0) expect(countedTwice).toBe(0);
      } finally {
        await agent.stop();
      }
    },
    CASE_LIMIT_MS,
  );

  itWithFallback(
    'its fallback stops reading and drops none',
    async () => {
      const agent = await RunningAgent.start('its fallback', {
        files,
        replace: [['queue_size: 268435456', 'queue_size: 5242880']],
      });
      try {
        await until('it has begun', async () => linesIn(await agent.logMetrics()) > 0, {
          withinMs: LIMIT_MS,
        });
        await new Promise((resolve) => setTimeout(resolve, 3000));
        expect(linesIn(await agent.logMetrics())).toBeLessThan(LINES);
        await agent.startCollector();
        await until('all is there', () => agent.records().length === LINES, { withinMs: LIMIT_MS });
      } finally {
        await agent.stop();
      }
    },
    CASE_LIMIT_MS,
  );
});
