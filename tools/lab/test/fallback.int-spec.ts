import { join } from 'node:path';
import { until } from '@lab/testing';
import { httpService, lab, port, useTemporaryLab } from './temporary-lab.ts';

jest.setTimeout(60_000);

useTemporaryLab();

const script = (name: string): string => `
  console.log('${name} reads', process.env.LOGS);
  const [host, port] = process.env.LISTEN.split(':');
  require('node:http').createServer((_, response) => response.end()).listen(Number(port), host);
`;
const recipe = (name: string, program: string): Record<string, unknown> => ({
  program,
  command: ['node', '-e', script(name)],
  ready: { http: 'http://agent:80/' },
  url: `http://agent:80/${name}`,
});
/** A log agent. Its own program does not exist, or is Node like its fallback's. */
const agent = (program: string): Record<string, unknown> =>
  httpService(port, {
    environment: { LISTEN: '0.0.0.0:80', LOGS: '/var/log/lab/*.log' },
    volumes: ['/no/such/folder:/var/log/lab:ro'],
    'x-native': { ...recipe('agent', program), logs: '/var/log/lab', fallback: recipe('fallback', 'node') },
  });

async function up(env: Record<string, string> = {}): Promise<{ lines: string[]; log: string | undefined }> {
  const lines: string[] = [];
  await lab.engine(env).up({ progress: (line) => lines.push(line) });
  return { lines, log: await until('its line', () => firstLine()) };
}

async function firstLine(): Promise<string | undefined> {
  for await (const line of lab.engine().logs('agent')) return line;
  return undefined;
}

describe('a service whose program is not available', () => {
  it("runs its fallback, which reads the lab's logs; `up` and `status` say so", async () => {
    lab.describe({ agent: agent('unheard-of') });
    const { lines, log } = await up();
    expect(lines).toContain(
      'agent: node replaces unheard-of, which is not available: the lab has no source for it',
    );
    expect(log).toBe(`fallback reads ${join(lab.stateDir, 'logs')}/*.log`);
    const shown = { ready: true, fallback: 'node', url: `http://127.0.0.1:${port}/fallback` };
    expect(await lab.status('agent')).toMatchObject(shown);
    await lab.killSupervisor();
    expect(await lab.status('agent')).toMatchObject(shown);
  });

  it('runs its own program once that is available', async () => {
    lab.describe({ agent: agent('unheard-of') });
    await up();
    lab.describe({ agent: agent('node') });
    await up();
    expect(await lab.status('agent')).toMatchObject({
      ready: true,
      fallback: null,
      url: `http://127.0.0.1:${port}/agent`,
    });
  });
});

it('LAB_FALLBACK runs the fallback even if the program is available', async () => {
  lab.describe({ agent: agent('node') });
  const { lines, log } = await up({ LAB_FALLBACK: 'agent' });
  expect(lines).toContain('agent: node replaces node, because LAB_FALLBACK names it');
  expect(log).toContain('fallback reads');
  expect((await lab.status('agent')).fallback).toBe('node');
});
