import type { Dependency, ServiceModel } from './model.ts';
import { inStartOrder, observersOf, withDependants } from './order.ts';

const service = (name: string, ...needs: (string | Partial<Dependency>)[]): ServiceModel => ({
  name,
  file: 'compose.yaml',
  isBuilt: false,
  command: [],
  environment: {},
  ports: [],
  mounts: [],
  dependsOn: needs.map((need) => ({
    name: '',
    condition: 'service_healthy' as const,
    required: true,
    ...(typeof need === 'string' ? { name: need } : need),
  })),
  restart: { kind: 'no' },
  stopGraceMs: 1000,
  profiles: [],
});
const names = (services: readonly ServiceModel[]): string[] => services.map(({ name }) => name);

describe('inStartOrder', () => {
  const services = [
    service('gateway', 'orders'),
    service('orders', 'postgres', 'rabbitmq'),
    service('rabbitmq'),
    service('postgres'),
    service('jaeger'),
  ];

  it('puts each service after what it needs, and leaves out what nobody asked for', () => {
    expect(names(inStartOrder(services, ['gateway']))).toEqual(['postgres', 'rabbitmq', 'orders', 'gateway']);
  });

  it('names the services when one is not known', () => {
    expect(() => inStartOrder(services, ['ordres'])).toThrow(
      'unknown service "ordres"; available: gateway, orders',
    );
  });

  it('refuses a circle and shows it', () => {
    expect(() => inStartOrder([service('a', 'b'), service('b', 'a')], ['a'])).toThrow('a → b → a');
  });
});

describe('withDependants', () => {
  const inOrder = [
    service('collector'),
    service('postgres'),
    service('orders', 'postgres', { name: 'collector', condition: 'service_started' }),
    service('gateway', 'orders'),
  ];

  it('leaves out services that need a missing one to be healthy, directly or not', () => {
    expect(withDependants([{ name: 'postgres', reason: 'none' }], inOrder)).toEqual([
      { name: 'postgres', reason: 'none' },
      { name: 'orders', reason: 'it needs postgres' },
      { name: 'gateway', reason: 'it needs orders' },
    ]);
  });

  it('keeps a service that merely starts after a missing one', () => {
    expect(withDependants([{ name: 'collector', reason: 'none' }], inOrder)).toHaveLength(1);
  });
});

describe('observersOf', () => {
  it('is what neither needs anything nor is needed', () => {
    const services = [service('gateway', 'orders'), service('orders'), service('jaeger'), service('loki')];
    expect([...observersOf(services)]).toEqual(['jaeger', 'loki']);
  });

  it('is nobody where no service has to do with another: then each is what the lab is for', () => {
    expect([...observersOf([service('web'), service('other')])]).toEqual([]);
  });
});
