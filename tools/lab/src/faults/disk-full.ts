import { rmSync, statfsSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Engine } from '../engines/engine.ts';
import { codeOf, EnvironmentError } from '../errors.ts';
import type { Fault } from './fault.ts';

type DiskTarget = Pick<Engine, 'inside'>;

const FILLER = '.sre-lab-filler';
const PROBE = '.sre-lab-probe';
const MEBIBYTE = 1024 ** 2;
/** Far below any disk of a machine. */
const LARGEST_BYTES = 2048 * MEBIBYTE;
const BLOCK_BYTES = 4096;

/**
 * The filesystem under a service's data is full: its writes fail with ENOSPC. Only where that is a small filesystem of its
 * own: the machine's disk is never filled. In effect once a block more cannot be written there.
 */
export function diskFull(target: DiskTarget, service: string): Fault {
  const folder = async (): Promise<string> => {
    const [first] = await target.inside.dataFolders(service);
    if (first === undefined) throw new EnvironmentError(`${service} keeps no data`);
    return first;
  };
  const checked = async (): Promise<string> => {
    const path = await folder();
    requireSmall(path, service);
    return path;
  };
  return {
    what: `the disk of ${service} full`,
    check: async () => {
      await checked();
    },
    begin: async () => fill(join(await checked(), FILLER)),
    isActive: async () => isFull(join(await checked(), PROBE)),
    end: async () => rmSync(join(await folder(), FILLER), { force: true }),
  };
}

function requireSmall(path: string, service: string): void {
  const isOwn = statSync(path).dev !== statSync(dirname(path)).dev;
  const { blocks, bsize } = statfsSync(path);
  if (isOwn && blocks * bsize <= LARGEST_BYTES) return;
  throw new EnvironmentError(
    `${path} is not a small filesystem of its own, and the machine's disk is never filled. Before ${service} first starts, ` +
      `mount one as root: mount -t tmpfs -o size=256m tmpfs ${path}`,
  );
}

async function fill(path: string): Promise<void> {
  const file = await open(path, 'a', 0o600);
  try {
    // The last bytes too: a database needs little to go on.
    for (const size of [MEBIBYTE, BLOCK_BYTES]) await fillBy(file, Buffer.alloc(size));
  } finally {
    await file.close();
  }
}

async function fillBy(file: FileHandle, block: Buffer): Promise<void> {
  for (let written = 0; written < LARGEST_BYTES; written += block.length)
    if (!(await isWritten(file, block))) return;
}

async function isWritten(file: FileHandle, block: Buffer): Promise<boolean> {
  try {
    return (await file.write(block)).bytesWritten === block.length;
  } catch (error) {
    if (codeOf(error) === 'ENOSPC') return false;
    throw error;
  }
}

async function isFull(path: string): Promise<boolean> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'w', 0o600); // a full filesystem may have no room for a name either
    return !(await isWritten(file, Buffer.alloc(BLOCK_BYTES)));
  } catch (error) {
    if (codeOf(error) === 'ENOSPC') return true;
    throw error;
  } finally {
    await file?.close();
    rmSync(path, { force: true });
  }
}
