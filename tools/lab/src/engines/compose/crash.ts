import { readFileSync } from 'node:fs';
import type { LabContext } from '../../context.ts';
import { codeOf, EnvironmentError } from '../../errors.ts';
import type { Container } from './containers.ts';
import { docker } from './docker.ts';

/**
 * A crash that the restart policy sees: SIGKILL to the container's first process, with which all others end.
 * Not `docker kill`: that counts as stopping by hand, and nothing would bring the container back.
 */
export async function crash(context: LabContext, { service, id, pid, image }: Container): Promise<void> {
  if (pid === null) throw new EnvironmentError(`${service} is not running`);
  if (isOurKernel(pid, id) && killHere(pid)) return;
  // Docker's machine is another one (Docker Desktop), or we may not: a container that may, made from the victim's own image.
  const signaller = [
    'run',
    '--rm',
    '--pid=host',
    '--network=none',
    '--user=0',
    '--cap-drop=ALL',
    '--cap-add=KILL',
  ];
  await docker(context, [
    ...signaller,
    '--entrypoint=/bin/sh',
    image,
    '-c',
    'kill -9 "$1"',
    'sh',
    String(pid),
  ]);
}

/** Whether that pid on this machine is the container's, and not some process of ours that has the same number. */
function isOurKernel(pid: number, id: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(id);
  } catch {
    return false;
  }
}

function killHere(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return true;
    if (codeOf(error) === 'EPERM') return false;
    throw error;
  }
}
