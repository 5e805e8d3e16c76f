import { JOURNEYS } from './journeys.ts';
import { type Checked, type Provable, refuseIfNotReady } from './ready-to-prove.ts';

const ALL = [
  ...['gateway', 'orders', 'inventory', 'postgres', 'redis', 'rabbitmq', 'prometheus', 'alertmanager'],
  ...['oncall', 'prober', 'otel-collector', 'jaeger', 'fluent-bit', 'loki'],
];
const labOf = ({ away = '', interval = '5000' } = {}): Checked => ({
  services: [{ name: 'prober', environment: { PROBE_INTERVAL_MS: interval } }],
  status: () => Promise.resolve(ALL.map((name) => ({ name, ready: name !== away }))),
});
const proving = (...names: string[]): Provable[] =>
  names.map((name) => {
    const journey = JOURNEYS[name];
    if (journey === undefined) throw new Error(`no journey ${name}`);
    return { objective: { name }, journey };
  });

describe('a lab in which objectives are to be proven', () => {
  it.each(['prober', 'otel-collector', 'jaeger', 'fluent-bit', 'loki', 'oncall', 'orders'])(
    'is refused where %s, which one of the prober’s passes, is not ready',
    async (away) => {
      await expect(refuseIfNotReady(labOf({ away }), proving('log-freshness'))).rejects.toThrow(
        `not ready: ${away}. A proof needs them: run lab up`,
      );
    },
  );

  it('needs no prober, and none of what only it looks at, for the others', async () => {
    for (const away of ['prober', 'jaeger', 'loki'])
      await refuseIfNotReady(labOf({ away, interval: '0' }), proving('reading-availability'));
    await expect(
      refuseIfNotReady(labOf({ away: 'oncall' }), proving('reading-availability')),
    ).rejects.toThrow('not ready: oncall.');
  });

  it('is refused where the prober is off, with the objectives that it counts', async () => {
    const all = proving('reading-availability', 'no-order-lost', 'trace-freshness');
    await expect(refuseIfNotReady(labOf({ interval: '0' }), all)).rejects.toThrow(
      'the prober is off (PROBE_INTERVAL_MS=0), and without it nothing counts no-order-lost, trace-freshness.',
    );
    await refuseIfNotReady(labOf(), all);
  });
});
