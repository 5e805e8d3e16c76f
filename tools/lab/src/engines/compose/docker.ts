import { execa } from 'execa';
import { existsSync } from 'node:fs';
import type { LabContext } from '../../context.ts';
import { EnvironmentError } from '../../errors.ts';
import { OPTIONAL_PROFILE } from '../../model/model.ts';
import type { ServiceCommand } from '../engine.ts';
import { layerFiles } from '../layers.ts';
import { runWithFiles } from '../shared/run-with-files.ts';

type Place = Pick<LabContext, 'root' | 'stateDir' | 'env' | 'envFile' | 'signal'>;

const MS_PER_SECOND = 1000;
/** What Compose itself may take beside the program in the container. */
const CLIENT_MS = 10_000;

/** Compose with our env file and no other: a second lab must not pick up the first one's ports from `.env`. */
const composeArgs = (place: Place, args: readonly string[]): string[] => [
  'compose',
  ...fileArgs(place),
  '--env-file',
  existsSync(place.envFile) ? place.envFile : '/dev/null',
  '--progress',
  'plain',
  '--profile',
  OPTIONAL_PROFILE,
  ...args,
];

/** Without layers Compose finds its file by itself, as for a person. */
const fileArgs = (place: Place): string[] => {
  const layers = layerFiles(place);
  return layers.length === 0 ? [] : ['compose.yaml', ...layers].flatMap((file) => ['-f', file]);
};

/** What Docker prints on stdout; what it says on stderr is the reason when it fails. */
export async function docker(place: Place, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr, shortMessage } = await execa('docker', args, {
    ...optionsFor(place),
    reject: false,
  });
  place.signal.throwIfAborted();
  if (exitCode !== 0)
    throw new EnvironmentError(
      `docker ${args.slice(0, 1).join(' ')}: ${stderr.trim() || (shortMessage ?? 'failed')}`,
    );
  return stdout;
}

export const compose = (place: Place, args: readonly string[]): Promise<string> =>
  docker(place, composeArgs(place, args));

/** Runs a program in a container of ours. `timeout` ends it there: the client's end alone leaves it running. */
export async function composeExec(
  place: Place,
  service: string,
  { command, timeoutMs, ...files }: ServiceCommand,
): Promise<void> {
  const seconds = String(Math.ceil(timeoutMs / MS_PER_SECOND));
  const args = composeArgs(place, ['exec', '-T', service, 'timeout', seconds, ...command]);
  const options = { ...optionsFor(place), timeoutMs: timeoutMs + CLIENT_MS };
  await runWithFiles(['docker', ...args], { ...options, ...files, name: `${service}: ${command[0]}` });
}

/** Steps on the way to the state that one waits for: three lines for each container that tell nothing. */
const IN_BETWEEN =
  /^(Container|Network|Volume) \S+\s+(Creat|Start|Wait|Stopp|Remov|Recreat|Runn)ing$|^Container \S+\s+(Created|Stopped)$/;

/** As `compose`, telling each line that Compose reports its progress with. */
export async function composeWithProgress(
  place: Place,
  args: readonly string[],
  progress: (line: string) => void,
): Promise<void> {
  const child = execa('docker', composeArgs(place, args), { ...optionsFor(place), reject: false, all: true });
  let last = '';
  for await (const line of child.iterable({ from: 'all' })) {
    const text = line.trim();
    if (text !== '' && !IN_BETWEEN.test(text)) progress(text);
    last = text || last;
  }
  const { exitCode } = await child;
  place.signal.throwIfAborted();
  if (exitCode !== 0) throw new EnvironmentError(`docker compose ${args[0] ?? ''} failed: ${last}`);
}

/** Lines of stdout and stderr together, until the command ends or the lab is interrupted. */
export async function* composeLines(place: Place, args: readonly string[]): AsyncGenerator<string> {
  const child = execa('docker', composeArgs(place, args), {
    ...optionsFor(place),
    reject: false,
    all: true,
    buffer: false,
  });
  for await (const line of child.iterable({ from: 'all' })) {
    if (place.signal.aborted) break; // what comes after Ctrl-C is an empty line
    yield line;
  }
  const { exitCode, shortMessage } = await child;
  if (exitCode !== 0 && !place.signal.aborted)
    throw new EnvironmentError(shortMessage ?? 'docker compose logs failed');
}

const optionsFor = ({ root, env, signal }: Place) =>
  ({ cwd: root, env: { ...env }, extendEnv: false, stdin: 'ignore', cancelSignal: signal }) as const;
