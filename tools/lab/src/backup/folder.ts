import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { codeOf, EnvironmentError, messageOf, UsageError } from '../errors.ts';
import { FILES, Manifest, MANIFEST_FILE, type Sum } from './manifest.ts';

const NAMES = Object.values(FILES);

/** Before anything is done to the lab: a backup never replaces another one. */
export function refuseExisting(directory: string): void {
  if (existsSync(directory))
    throw new UsageError(`${directory} exists already; name a folder that does not exist yet`);
}

/** Complete or absent: the files are written beside the folder, and get its name once all of them are on disk. */
export async function writeBackup(
  directory: string,
  write: (folder: string) => Promise<Omit<Manifest, 'files'>>,
): Promise<Manifest> {
  refuseExisting(directory);
  const folder = `${directory}.unfinished-${randomUUID().slice(0, 8)}`;
  await mkdir(folder, { recursive: true, mode: 0o700 }); // customers' data
  try {
    const manifest: Manifest = { ...(await write(folder)), files: await sumsOf(folder) };
    await writeFile(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
    for (const name of [...NAMES, MANIFEST_FILE, '.']) await sync(join(folder, name));
    await rename(folder, directory); // fails where somebody made a folder with files of that name meanwhile
    await sync(dirname(directory));
    return manifest;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw codeOf(error) === undefined || error instanceof EnvironmentError
      ? error
      : new EnvironmentError(`cannot write the backup: ${messageOf(error)}. Nothing was kept`, {
          cause: error,
        });
  }
}

/** The manifest of a backup of which every file is as it was written. Rejects with what is wrong with it. */
export async function readBackup(directory: string): Promise<Manifest> {
  const manifest = await readManifest(directory);
  for (const name of NAMES) {
    const wanted = manifest.files[name];
    const found = await sumOf(join(directory, name)).catch((error: unknown) => {
      throw damaged(directory, `cannot read ${name} (${codeOf(error) ?? messageOf(error)})`);
    });
    if (found.bytes !== wanted.bytes)
      throw damaged(directory, `${name} has ${found.bytes} bytes instead of ${wanted.bytes}`);
    if (found.sha256 !== wanted.sha256) throw damaged(directory, `the checksum of ${name} differs`);
  }
  return manifest;
}

const damaged = (directory: string, why: string): EnvironmentError =>
  new EnvironmentError(`${directory} is damaged: ${why}. The lab was not touched; restore another backup`);

async function readManifest(directory: string): Promise<Manifest> {
  const text = await readFile(join(directory, MANIFEST_FILE), 'utf8').catch((error: unknown) => {
    throw new UsageError(
      `${directory} is not a backup: cannot read ${MANIFEST_FILE} (${codeOf(error) ?? messageOf(error)})`,
    );
  });
  try {
    return Manifest.parse(JSON.parse(text));
  } catch (error) {
    throw damaged(directory, `${MANIFEST_FILE}: ${messageOf(error)}`);
  }
}

async function sumsOf(folder: string): Promise<Manifest['files']> {
  const sums = await Promise.all(NAMES.map(async (name) => [name, await sumOf(join(folder, name))] as const));
  return Object.fromEntries(sums) as Manifest['files'];
}

async function sumOf(file: string): Promise<Sum> {
  const hash = createHash('sha256');
  const { size } = await stat(file);
  await pipeline(createReadStream(file), hash);
  return { bytes: size, sha256: hash.digest('hex') };
}

/** A file, or the names in a folder: after a power cut they are there. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
