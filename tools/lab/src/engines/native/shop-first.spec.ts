import { Service } from '../../model/schema.ts';
import { toServiceModel } from '../../model/service.ts';
import type { ServiceModel } from '../../model/model.ts';
import { programNamed } from '../../programs/catalogue.ts';
import { planProvision } from '../../programs/provision-plan.ts';
import type { ProgramName } from '../../programs/index.ts';
import { openLines, openThenJoin, shopFirst } from './shop-first.ts';

const origin = { file: 'compose.yaml', directory: '/repo', env: {} };
const service = (name: string, native: object, needs: Record<string, string> = {}): ServiceModel =>
  toServiceModel(
    name,
    Service.parse({
      image: 'x',
      'x-native': native,
      depends_on: Object.fromEntries(Object.entries(needs).map(([on, condition]) => [on, { condition }])),
    }),
    { origin, uninterpolated: undefined },
  );

const lab = [
  service('postgres', { program: 'postgres' }),
  service('collector', { program: 'otelcol-lab' }),
  service('orders', { program: 'node' }, { postgres: 'service_healthy', collector: 'service_started' }),
  service('jaeger', { program: 'jaeger' }),
  service('page', { program: 'node' }, { jaeger: 'service_healthy' }),
  service('agent', { program: 'fluent-bit', fallback: { program: 'otelcol-lab' } }),
];
const without = (...names: ProgramName[]) =>
  planProvision(
    names.map((name) => ({ program: programNamed(name), finding: { kind: 'absent' as const } })),
    { apt: 'usable', go: 'there' },
  );
const names = ({ first, later }: ReturnType<typeof shopFirst>) => ({
  first: first.map(({ name }) => name),
  later: later.map(({ name }) => name),
});

describe('shopFirst', () => {
  it('starts everything at once where nothing has to be built, and installs packages before', () => {
    expect(names(shopFirst(lab, without('postgres'))).later).toEqual([]);
  });

  it('does not let the shop wait for a program that has to be built, nor for one that it only starts after', () => {
    expect(names(shopFirst(lab, without('otelcol-lab', 'jaeger')))).toEqual({
      first: ['postgres', 'orders', 'agent'],
      later: ['collector', 'jaeger', 'page'],
    });
  });

  it('builds for a fallback only where the fallback runs', () => {
    expect(names(shopFirst(lab, without('otelcol-lab', 'fluent-bit'))).later).toEqual(['collector', 'agent']);
    expect(names(shopFirst(lab, without('otelcol-lab'), new Set(['agent']))).later).toEqual([
      'collector',
      'agent',
    ]);
  });
});

describe('openLines', () => {
  const built = (name: string, needs: Record<string, string> = {}): ServiceModel => ({
    ...service(name, { program: 'node', url: `http://127.0.0.1/${name}` }, needs),
    isBuilt: true,
  });
  const shop = [
    built('orders', { postgres: 'service_healthy' }),
    built('gateway', { orders: 'service_healthy' }),
    built('oncall', { collector: 'service_started' }),
  ];

  it('waits for the service that no other needs and that needs others, and names what is still being built', () => {
    const { doors, lines } = openLines(shop, lab.slice(1, 2));
    expect(doors).toEqual(['gateway']);
    expect(lines).toEqual([
      expect.stringContaining('http://127.0.0.1/gateway'),
      expect.stringContaining('still building: collector.'),
    ]);
  });

  it('does not speak of a build where there is none', () => {
    expect(openLines(shop, []).lines).toHaveLength(1);
  });
});

describe('openThenJoin', () => {
  const { signal } = new AbortController();

  it('opens while a build goes on, and lets each join before the next is built', async () => {
    const events: string[] = [];
    const step = (name: string) => (): Promise<string> => {
      events.push(name);
      return Promise.resolve(name);
    };
    const opened = Promise.withResolvers<void>();
    const collectorJoined = Promise.withResolvers<void>();
    const result = openThenJoin({
      signal,
      open: () => {
        opened.resolve();
        return step('shop')();
      },
      builds: [
        async () => {
          await opened.promise; // were the build waited for first, this would never end
          return () => {
            collectorJoined.resolve();
            return step('collector')();
          };
        },
        async () => {
          await collectorJoined.promise;
          events.push('jaeger is built');
          return step('jaeger');
        },
      ],
    });
    await expect(result).resolves.toEqual(['shop', 'collector', 'jaeger']);
    expect(events).toEqual(['shop', 'collector', 'jaeger is built', 'jaeger']);
  });

  it('ends the builds when the shop does not open, and starts nothing', async () => {
    let isAborted = false;
    const result = openThenJoin({
      signal,
      open: () => Promise.reject(new Error('no Postgres')),
      builds: [
        (ends) =>
          new Promise((_resolve, reject) => {
            ends.addEventListener('abort', () => {
              isAborted = true;
              reject(new Error('aborted'));
            });
          }),
      ],
    });
    await expect(result).rejects.toThrow('no Postgres');
    expect(isAborted).toBe(true);
  });

  it('lets the others join where one does not start, and reports it', async () => {
    const joined: string[] = [];
    const result = openThenJoin({
      signal,
      open: () => Promise.resolve(''),
      builds: [
        () => Promise.resolve(() => Promise.reject(new Error('the collector does not start'))),
        () => Promise.resolve(() => Promise.resolve(String(joined.push('jaeger')))),
      ],
    });
    await expect(result).rejects.toThrow('the collector does not start');
    expect(joined).toEqual(['jaeger']);
  });
});
