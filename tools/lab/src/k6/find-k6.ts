import { userInfo } from 'node:os';
import { type LabContext, say } from '../context.ts';
import type { Engine } from '../engines/engine.ts';
import { EnvironmentError } from '../errors.ts';
import { ensurePrograms, resolveProgram } from '../programs/index.ts';
import type { K6 } from './k6-command.ts';

/** k6 as a program where the machine has one; otherwise as a container, or, without Docker, installed now. */
export const findK6 = async (context: LabContext, engine: Engine): Promise<K6> => {
  const path = await resolveProgram('k6', context);
  if (path !== undefined) return { kind: 'program', path };
  if (engine.name === 'compose') {
    const { uid, gid } = userInfo();
    return { kind: 'container', user: `${uid}:${gid}`, isLinux: process.platform === 'linux' };
  }
  const options = { signal: context.signal, progress: (line: string) => say(context, line) };
  const { found, missing } = await ensurePrograms(['k6'], context, options);
  const [program] = found;
  if (program) return { kind: 'program', path: program.path };
  const why = missing.map(({ reason, remedy }) => `${reason}. ${remedy}`).join(' ');
  throw new EnvironmentError(`k6 is not available: ${why}`);
};
