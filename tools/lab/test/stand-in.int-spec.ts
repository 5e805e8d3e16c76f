import { join } from 'node:path';
import { eventually, freePort, httpService, TemporaryLab } from './temporary-lab.ts';

jest.setTimeout(60_000);

let lab: TemporaryLab;
let port: number;
beforeEach(async () => {
  lab = new TemporaryLab();
  port = await freePort();
});
afterEach(() => lab.remove());

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
/** A log agent: its own program is nowhere to be had, or is Node as the stand-in's. */
const agent = (program: string): Record<string, unknown> =>
  httpService(port, {
    environment: { LISTEN: '0.0.0.0:80', LOGS: '/var/log/lab/*.log' },
    volumes: ['/no/such/folder:/var/log/lab:ro'],
    'x-native': { ...recipe('agent', program), logs: '/var/log/lab', stand_in: recipe('stand-in', 'node') },
  });

async function up(env: Record<string, string> = {}): Promise<{ lines: string[]; log: string | undefined }> {
  const lines: string[] = [];
  await lab.engine(env).up({ progress: (line) => lines.push(line) });
  return { lines, log: await eventually('its line', () => firstLine()) };
}

async function firstLine(): Promise<string | undefined> {
  for await (const line of lab.engine().logs('agent')) return line;
  return undefined;
}

describe('a service whose program cannot be had', () => {
  it('is run by its stand-in, which `up` and `status` say, and reads the logs of the lab', async () => {
    lab.describe({ agent: agent('unheard-of') });
    const { lines, log } = await up();
    expect(lines).toContain(
      'agent: node replaces unheard-of, which is not available: the lab has no source for it',
    );
    expect(log).toBe(`stand-in reads ${join(lab.stateDir, 'logs')}/*.log`);
    const shown = { ready: true, standIn: 'node', url: `http://127.0.0.1:${port}/stand-in` };
    expect(await lab.status('agent')).toMatchObject(shown);
    await lab.killSupervisor();
    expect(await lab.status('agent')).toMatchObject(shown);
  });

  it('is run by its own program once that is there', async () => {
    lab.describe({ agent: agent('unheard-of') });
    await up();
    lab.describe({ agent: agent('node') });
    await up();
    expect(await lab.status('agent')).toMatchObject({
      ready: true,
      standIn: null,
      url: `http://127.0.0.1:${port}/agent`,
    });
  });
});

it('LAB_STAND_IN has a stand-in run where the program is there', async () => {
  lab.describe({ agent: agent('node') });
  const { lines, log } = await up({ LAB_STAND_IN: 'agent' });
  expect(lines).toContain('agent: node replaces node, because LAB_STAND_IN names it');
  expect(log).toContain('stand-in reads');
  expect((await lab.status('agent')).standIn).toBe('node');
});
