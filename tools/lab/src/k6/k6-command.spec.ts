import { endK6Command, k6Command, k6Environment, type K6Run } from './k6-command.ts';

const run: K6Run = {
  id: 'r1',
  scenario: 'steady',
  scripts: '/repo/load',
  folder: '/repo/.lab/runs/r1',
  target: 'http://127.0.0.1:8080',
  settings: { RATE: 50 },
};

describe('the command that runs a scenario', () => {
  it('is k6 itself where there is one', () => {
    expect(k6Command({ kind: 'program', path: '/bin/k6' }, run)).toEqual([
      '/bin/k6',
      'run',
      '--quiet',
      '--no-usage-report',
      '--no-color',
      '--address=',
      '--log-format=raw',
      '--system-tags=scenario,name,method,status,expected_response',
      '--console-output=/repo/.lab/runs/r1/requests.jsonl',
      '-e',
      'RUN_ID=r1',
      '-e',
      'TARGET=http://127.0.0.1:8080',
      '-e',
      'SUMMARY_FILE=/repo/.lab/runs/r1/k6-summary.json',
      '-e',
      'RATE=50',
      '/repo/load/steady.ts',
    ]);
  });

  it('is a container on the host network, writing as the user, where there is none', () => {
    const command = k6Command({ kind: 'container', user: '1000:1000', isLinux: true }, run);
    expect(command.slice(0, 2)).toEqual(['docker', 'run']);
    expect(command).toEqual(
      expect.arrayContaining([
        '--name=sre-lab-k6-r1',
        '--network=host',
        '--user=1000:1000',
        '--volume=/repo/load:/load:ro',
        '--volume=/repo/.lab/runs/r1:/run-files',
        'TARGET=http://127.0.0.1:8080',
        'SUMMARY_FILE=/run-files/k6-summary.json',
      ]),
    );
    expect(command.at(-1)).toBe('/load/steady.ts');
  });

  it('reaches this machine by its other name where a container has no host network', () => {
    const command = k6Command({ kind: 'container', user: '501:20', isLinux: false }, run);
    expect(command).toContain('TARGET=http://host.docker.internal:8080');
    expect(command).not.toContain('--network=host');
  });

  it('is ended by its name where it is a container, which outlives the command that started it', () => {
    const container = { kind: 'container', user: '1000:1000', isLinux: true } as const;
    expect(endK6Command(container, run)).toEqual(['docker', 'rm', '--force', 'sre-lab-k6-r1']);
    expect(endK6Command({ kind: 'program', path: '/bin/k6' }, run)).toBeUndefined();
  });

  it('sends its metrics to the collector where there is one, and labels them with nothing that grows', () => {
    const watched = { ...run, metrics: { collector: 'http://127.0.0.1:4318', slot: 2 } };
    const program = { kind: 'program', path: '/bin/k6' } as const;
    expect(k6Command(program, watched)).toContain('--out=opentelemetry');
    expect(k6Command(program, watched)).toContain('--tag=slot=2');
    expect(k6Command(program, watched).find((word) => word.startsWith('--system-tags='))).not.toMatch(
      /url|vu|iter/,
    );
    expect(k6Environment(program, watched)).toMatchObject({
      K6_OTEL_HTTP_EXPORTER_ENDPOINT: '127.0.0.1:4318',
      OTEL_METRIC_EXPORT_TIMEOUT: '2000',
    });
    expect(k6Environment(program, run)).toEqual({});
    expect(k6Command(program, run).join(' ')).not.toContain('opentelemetry');
    const container = { kind: 'container', user: '501:20', isLinux: false } as const;
    expect(k6Command(container, watched)).toContain(
      '--env=K6_OTEL_HTTP_EXPORTER_ENDPOINT=host.docker.internal:4318',
    );
  });
});
