import type { ServiceStatus } from '../../engines/engine.ts';
import { statusTable } from './table.ts';

const services: ServiceStatus[] = [
  { name: 'gateway', state: 'running', ready: true, pid: 4242, url: 'http://127.0.0.1:8080', restarts: 0 },
  { name: 'orders', state: 'running', ready: false, pid: 7, url: null, restarts: 12 },
  { name: 'jaeger', state: 'absent', ready: false, pid: null, url: 'http://127.0.0.1:16686', restarts: 0 },
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

  it('has colours on a terminal, around the same text', () => {
    const lines = statusTable(services, true);
    const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
    expect(lines.map((line) => line.replace(escapes, ''))).toEqual(statusTable(services, false));
    expect(lines.every((line) => escapes.test(line) || line.search(escapes) >= 0)).toBe(true);
  });
});
