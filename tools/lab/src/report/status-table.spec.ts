import type { ServiceStatus } from '../engines/engine.ts';
import { statusTable } from './status-table.ts';

const service = (shown: Partial<ServiceStatus>): ServiceStatus => ({
  name: '',
  state: 'running',
  ready: false,
  pid: null,
  startedAt: null,
  url: null,
  restarts: 0,
  fallback: null,
  ...shown,
});

const services: ServiceStatus[] = [
  service({ name: 'gateway', ready: true, pid: 4242, url: 'http://127.0.0.1:8080' }),
  service({ name: 'orders', pid: 7, restarts: 12 }),
  service({ name: 'jaeger', state: 'absent', url: 'http://127.0.0.1:16686' }),
];

describe('statusTable', () => {
  it('is plain and aligned where the output is no terminal', () => {
    expect(statusTable(services, false)).toEqual([
      'SERVICE  STATE      PID   RESTARTS  ADDRESS',
      'gateway  ready      4242  0         http://127.0.0.1:8080',
      'orders   not ready  7     12        -',
      'jaeger   absent     -     0         http://127.0.0.1:16686',
    ]);
  });

  it('names the fallback that runs instead of a service’s own program', () => {
    const agent = service({ name: 'log-agent', url: 'http://127.0.0.1:2021', fallback: 'otelcol-lab' });
    expect(statusTable([agent], false)[1]).toMatch(/ http:\/\/127\.0\.0\.1:2021 \(fallback: otelcol-lab\)$/);
  });

  it('has colours on a terminal, around the same text', () => {
    const lines = statusTable(services, true);
    const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
    expect(lines.map((line) => line.replace(escapes, ''))).toEqual(statusTable(services, false));
    expect(lines.every((line) => escapes.test(line) || line.search(escapes) >= 0)).toBe(true);
  });
});
