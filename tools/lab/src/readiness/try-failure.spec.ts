import type { ServiceModel } from '../model/model.ts';
import { builtOf, dependenciesOf } from './try-failure.ts';

const service = (name: string, isBuilt: boolean, ...needs: string[]): ServiceModel => ({
  name,
  isBuilt,
  file: 'compose.yaml',
  command: [],
  environment: {},
  ports: [],
  mounts: [],
  dependsOn: needs.map((need) => ({ name: need, condition: 'service_started', required: true })),
  restart: { kind: 'no' },
  stopGraceMs: 1000,
  profiles: [],
});

it('the dependencies are what our services need and do not consist of, each once', () => {
  const services = [
    service('postgres', false),
    service('collector', false, 'jaeger'),
    service('jaeger', false),
    service('orders', true, 'postgres', 'collector'),
    service('gateway', true, 'orders', 'collector'),
  ];
  expect(dependenciesOf(services)).toEqual(['postgres', 'collector']);
  expect(builtOf(services)).toEqual(['orders', 'gateway']);
});
