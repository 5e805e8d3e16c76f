import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expectConserved } from '../../support/crash-under-load.ts';
import { acceptedSince, requestsSince } from '../../support/load-runs.ts';
import { SHOP, WATCHERS } from './script.ts';
import type { Timeline } from './timeline.ts';

/** What a slow machine holds that restarts something meanwhile; a request that waited for what crashed would wait for longer. */
const P99_LIMIT_MS = 5_000;
const AUDIT_LIMIT_MS = 240_000;

const p99 = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? Number.NaN;

/** After all faults and crashes: what the clients were promised, and what they noticed. */
export const observeConservation = (timeline: Timeline): void => {
  it(
    'nothing that was accepted is lost, by whichever crash or freeze',
    async () => {
      const accepted = await acceptedSince(timeline.lab, timeline.started);
      expect(accepted.length).toBeGreaterThan(1000);
      const file = join(timeline.lab.stateDir, 'promised-in-timeline.txt');
      await writeFile(file, `${accepted.join('\n')}\n`);
      await expectConserved(timeline.lab, file);
    },
    AUDIT_LIMIT_MS,
  );

  it('clients that ask again with the same key get every order accepted while the shop crashes', () => {
    expect(timeline.retrying).toMatchObject({ held: true });
    expect(timeline.retrying?.result.totals.accepted).toBeGreaterThan(1000);
  });

  it('no request fails or waits while log agent, collector, Loki and Jaeger crash', async () => {
    const { from, to } = timeline.watchersAway;
    const sent = (await requestsSince(timeline.lab, timeline.baseStarted)).filter(
      ({ at }) => at >= from && at <= to,
    );
    expect(sent.length).toBeGreaterThan(100);
    expect(sent.filter(({ ok }) => !ok)).toEqual([]);
    expect(p99(sent.map(({ ms }) => ms))).toBeLessThan(P99_LIMIT_MS);
  });

  it('every service that crashed was restarted, as often as it crashed, and no other', () => {
    const crashes = ['gateway', ...WATCHERS, ...SHOP]; // the gateway also by the script
    const expected = timeline.before.map(({ name, restarts }) => ({
      name,
      restarts: restarts + crashes.filter((crash) => crash === name).length,
    }));
    expect(timeline.after.map(({ name, restarts }) => ({ name, restarts }))).toEqual(expected);
  });
};
