import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isMachines, type Mount, type ServiceModel } from '../../model/model.ts';

/** Where the files of one service lie. */
export interface UnitPlace {
  readonly base: string;
  readonly dataDir: (volume: string) => string;
  readonly path: (mount: Mount) => string;
  readonly rendered: string;
}

const OTHERS_MAY_ENTER = 0o001;

/**
 * The state directory; for a service with a user of its own (Postgres, when the lab runs as root) a directory beside the
 * machine's other data where that user could not reach the repository, as under /root.
 */
export function placeOf(service: ServiceModel, stateDir: string, hasOwnUser: boolean): UnitPlace {
  const base = hasOwnUser && !canOthersEnter(dirname(stateDir)) ? outsideBase(stateDir) : stateDir;
  const rendered = join(base, 'rendered', service.name);
  const dataDir = (volume: string): string => join(base, 'data', volume);
  const path = (mount: Mount): string => {
    if (mount.target === service.native?.logs) return join(stateDir, 'logs');
    if (isMachines(mount)) return mount.target;
    if (mount.kind === 'volume') return dataDir(mount.source);
    return mount.kind === 'bind'
      ? join(rendered, renderedName(mount.target))
      : join(base, 'tmp', service.name, renderedName(mount.target));
  };
  return { base, dataDir, path, rendered };
}

/** Outside the repository; named after the state directory, so that two labs do not meet there. */
export function outsideBase(stateDir: string): string {
  const name = createHash('sha256').update(stateDir).digest('hex').slice(0, 12);
  return join('/var/lib/sre-lab', name);
}

function canOthersEnter(directory: string): boolean {
  if ((statSync(directory).mode & OTHERS_MAY_ENTER) === 0) return false;
  return directory === dirname(directory) || canOthersEnter(dirname(directory));
}

/** `/etc/prometheus` → `etc-prometheus`: flat, unlike any other target's, and it keeps a file's ending. */
const renderedName = (target: string): string =>
  join(dirname(target).split('/').filter(Boolean).join('-'), basename(target));
