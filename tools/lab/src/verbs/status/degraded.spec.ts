import type { ServiceStatus } from '../../engines/engine.ts';
import type { ServiceModel } from '../../model/model.ts';
import { degradedLine } from './degraded.ts';

const service = (name: string, ...needs: string[]): ServiceModel => ({
  name,
  file: 'compose.yaml',
  isBuilt: false,
  command: [],
  environment: {},
  ports: [],
  mounts: [],
  dependsOn: needs.map((need) => ({ name: need, condition: 'service_healthy', required: true })),
  restart: { kind: 'no' },
  stopGraceMs: 1000,
  profiles: [],
});
const status = (name: string, state: ServiceStatus['state']): ServiceStatus => ({
  name,
  state,
  ready: state === 'running',
  pid: null,
  startedAt: null,
  url: null,
  restarts: 0,
  fallback: null,
});
const services = [service('gateway', 'orders'), service('orders'), service('cadvisor'), service('loki')];
const line = (orders: ServiceStatus['state'], cadvisor: ServiceStatus['state'], loki = cadvisor) =>
  degradedLine(
    [status('gateway', orders), status('orders', orders), status('cadvisor', cadvisor), status('loki', loki)],
    services,
  );

it('names what only looks and does not run', () => {
  expect(line('running', 'absent', 'restarting')).toBe(
    'degraded: cadvisor (absent), loki (restarting); the lab still accepts orders',
  );
});

it('says nothing where all run, where the lab is down, or of what orders need', () => {
  expect(line('running', 'running')).toBeUndefined();
  expect(line('absent', 'absent')).toBeUndefined();
  expect(line('exited', 'running')).toBeUndefined();
});
