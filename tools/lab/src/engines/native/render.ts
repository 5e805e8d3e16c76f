import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { EnvironmentError } from '../../errors.ts';
import { ownMounts, type ServiceModel } from '../../model/model.ts';
import type { UnitPlace } from './places.ts';
import type { Rewrite } from '../shared/rewrite.ts';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Makes the directories of a service and the native copies of its configuration. What runs may go on reading them.
 * Returns a hash of what was written: with another configuration a service must be started again.
 */
export function renderFiles(
  service: ServiceModel,
  place: UnitPlace,
  { rewrite, owner }: { readonly rewrite: Rewrite; readonly owner: Owner | undefined },
): string {
  const hash = createHash('sha256');
  const written = new Set<string>();
  for (const mount of ownMounts(service)) {
    const target = place.path(mount);
    makeParent(dirname(target), owner);
    if (mount.kind === 'bind') copy(mount.source, target, { rewrite, hash, owner, service, written });
    else makeDir(target, owner);
  }
  removeOthers(place.rendered, written);
  return hash.digest('hex');
}

interface Copying {
  readonly rewrite: Rewrite;
  readonly hash: ReturnType<typeof createHash>;
  readonly owner: Owner | undefined;
  readonly service: ServiceModel;
  readonly written: Set<string>;
}

function copy(source: string, target: string, copying: Copying): void {
  if (!existsSync(source))
    throw new EnvironmentError(
      `${copying.service.file}: services.${copying.service.name}.volumes: ${source} does not exist`,
    );
  if (statSync(source).isDirectory()) {
    makeDir(target, copying.owner);
    for (const entry of readdirSync(source).sort()) copy(join(source, entry), join(target, entry), copying);
    return;
  }
  const content = readFileSync(source);
  const isText = !content.includes(0);
  const rendered = isText ? Buffer.from(copying.rewrite(content.toString('utf8'))) : content;
  copying.hash.update(target).update('\0').update(rendered);
  // Beside its place and then moved there: a service that runs, or is just starting, sees the old file or the new one.
  const fresh = `${target}.new`;
  writeFileSync(fresh, rendered);
  chmodSync(fresh, (statSync(source).mode & 0o100) | 0o600);
  if (copying.owner !== undefined) chownSync(fresh, copying.owner.uid, copying.owner.gid);
  if (isDirectory(target)) rmSync(target, { recursive: true });
  renameSync(fresh, target);
  copying.written.add(target);
}

const isDirectory = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** What an earlier description had and this one has not. */
function removeOthers(dir: string, written: ReadonlySet<string>): void {
  if (!isDirectory(dir)) return;
  for (const entry of readdirSync(dir)) {
    const path = join(dir, entry);
    if (isDirectory(path)) removeOthers(path, written);
    else if (!written.has(path)) rmSync(path);
  }
}

function makeDir(dir: string, owner?: Owner): void {
  if (existsSync(dir) && !isDirectory(dir)) rmSync(dir); // it was a file in an earlier description
  if (!existsSync(dir)) makeParent(dirname(dir), owner);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (owner !== undefined) chownSync(dir, owner.uid, owner.gid);
}

/** Where a service runs as another user, that user must get through to its own directory; not see what else is there. */
function makeParent(dir: string, owner?: Owner): void {
  mkdirSync(dir, { recursive: true, mode: owner === undefined ? 0o700 : 0o711 });
  if (owner !== undefined) chmodSync(dir, 0o711);
}
