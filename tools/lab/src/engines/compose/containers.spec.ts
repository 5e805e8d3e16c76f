import { parseInspected } from './containers.ts';

const inspected = (state: Record<string, unknown>, labels: Record<string, string> = {}): string =>
  JSON.stringify([
    {
      Id: 'abc',
      RestartCount: 2,
      State: { Status: 'running', Pid: 4242, StartedAt: '2026-01-02T03:04:05.678901234Z', ...state },
      Config: { Image: 'redis:8', Labels: { 'com.docker.compose.service': 'redis', ...labels } },
    },
  ]);

describe('parseInspected', () => {
  it('reads a healthy container', () => {
    expect(parseInspected(inspected({ Health: { Status: 'healthy' } }))).toEqual([
      {
        id: 'abc',
        service: 'redis',
        image: 'redis:8',
        state: 'running',
        pid: 4242,
        startedAt: '2026-01-02T03:04:05.678Z',
        restarts: 2,
        isHealthy: true,
      },
    ]);
  });

  it('counts a container without a health check as healthy, and one that is starting as not', () => {
    expect(parseInspected(inspected({}))[0]?.isHealthy).toBe(true);
    expect(parseInspected(inspected({ Health: { Status: 'starting' } }))[0]?.isHealthy).toBe(false);
  });

  it('has neither pid nor start for a stopped container: a signal to Docker’s 0 would hit ourselves', () => {
    expect(parseInspected(inspected({ Status: 'exited', Pid: 0 }))[0]).toMatchObject({
      state: 'exited',
      pid: null,
      startedAt: null,
    });
  });

  it.each([
    ['paused', 'paused'],
    ['restarting', 'restarting'],
    ['created', 'absent'],
    ['dead', 'exited'],
  ])('calls Docker’s "%s" %s', (status, state) => {
    expect(parseInspected(inspected({ Status: status }))[0]?.state).toBe(state);
  });

  it('leaves out containers of `docker compose run`', () => {
    expect(parseInspected(inspected({}, { 'com.docker.compose.oneoff': 'True' }))).toEqual([]);
  });
});
