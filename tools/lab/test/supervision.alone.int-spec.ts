import { httpService, lab, port, useTemporaryLab } from './temporary-lab.ts';

jest.setTimeout(60_000);

useTemporaryLab();

describe('a crash', () => {
  it('at every start is retried ever more slowly, and `up` says how it ended', async () => {
    lab.describe({
      web: httpService(port, {
        'x-native': {
          program: 'node',
          command: ['node', '-e', 'console.log("bad config"); process.exit(7)'],
          ready: { http: 'http://web:80/' },
        },
      }),
    });
    await expect(lab.engine().up({ timeoutMs: 2000 })).rejects.toThrow(
      /web: not ready after \d+ restarts: exited with code 7[\s\S]*bad config/,
    );
    const { restarts } = await lab.status();
    expect(restarts).toBeGreaterThanOrEqual(2); // after 0.1, 0.3, 0.7, 1.5 s …
    expect(restarts).toBeLessThanOrEqual(5);
  });
});

describe('a paused service', () => {
  it('is what `up` reports at once, with the way out', async () => {
    lab.describe({ web: httpService(port) });
    await lab.engine().up();
    await lab.engine().pause('web');
    await expect(lab.engine().up({ timeoutMs: 30_000 })).rejects.toThrow(
      'web is paused; resume it with `lab resume web`',
    );
  }, 10_000);
});
