import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { OPTIONAL_PROFILE, startedByDefault } from '../src/model/model.ts';
import { readModel } from '../src/model/read-model.ts';

const root = resolve(__dirname, '../../..');
const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ORDERS_PORT: '19081' };

interface ComposeService {
  readonly image?: string;
  readonly entrypoint?: readonly string[] | null;
  readonly command?: readonly string[] | null;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly { readonly target: number; readonly published: string }[];
  readonly volumes?: readonly { readonly type: string; readonly source?: string; readonly target: string }[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string; readonly required: boolean }>>;
  readonly restart?: string;
}

/** Compose's own reading of the files; undefined where there is no Compose. */
function composeConfig(): Readonly<Record<string, ComposeService>> | undefined {
  const hasCompose = spawnSync('docker', ['compose', 'version']).status === 0;
  if (!hasCompose) return undefined;
  const args = [
    'compose',
    '--env-file',
    '/dev/null',
    '--profile',
    OPTIONAL_PROFILE,
    'config',
    '--format',
    'json',
  ];
  const { status, stdout, stderr } = spawnSync('docker', args, { cwd: root, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`docker compose config: ${stderr}`);
  return (JSON.parse(stdout) as { services: Record<string, ComposeService> }).services;
}

const theirs = composeConfig();
const title = 'reads the repository as `docker compose config` does';

if (theirs === undefined) it.skip(`${title} (there is no docker compose here)`, () => undefined);
else {
  const ours = startedByDefault(readModel({ root, env }));

  it(`${title}: the same services`, () => {
    expect(ours.map(({ name }) => name).sort()).toEqual(Object.keys(theirs).sort());
  });

  it.each(Object.entries(theirs))(`${title}: %s`, (name, service) => {
    const model = ours.find((candidate) => candidate.name === name);
    expect(model).toMatchObject(expectedOf(service));
  });
}

function expectedOf(service: ComposeService): Record<string, unknown> {
  const {
    image,
    entrypoint,
    command,
    environment = {},
    ports = [],
    volumes = [],
    depends_on: needs = {},
    restart,
  } = service;
  return {
    ...(image !== undefined && { image }),
    ...(entrypoint && { entrypoint }),
    // Compose escapes a dollar sign again in what it prints.
    command: (command ?? []).map((word) => word.replaceAll('$$', '$')),
    environment: Object.fromEntries(
      Object.entries(environment).map(([key, value]) => [key, value.replaceAll('$$', '$')]),
    ),
    ports: ports.map(({ target, published }) => ({ target, published: Number(published) })),
    mounts: expect.arrayContaining(
      volumes.map(({ type, source, target }) => ({ kind: type, source, target })),
    ),
    dependsOn: expect.arrayContaining(
      Object.entries(needs).map(([name, { condition, required }]) => ({ name, condition, required })),
    ),
    restart: { kind: restart },
  };
}
