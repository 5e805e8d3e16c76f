import { homedir } from 'node:os';
import { join } from 'node:path';
import type { LabContext } from '../context.ts';

/** What of the verb's context the provisioning needs. */
export type Place = Pick<LabContext, 'root' | 'env'>;

/** What an installation or a build works with. */
export interface Work {
  readonly place: Place;
  /** Aborted on Ctrl-C. */
  readonly signal: AbortSignal;
  /** One line for a person. */
  readonly progress: (line: string) => void;
}

/** Outlives the checkout and is shared by all of them: programs, toolchain, locks. */
export const cacheFolder = ({ env }: Place): string =>
  join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'sre-lab');

export const moduleFolder = ({ root }: Place, module: string): string => join(root, 'programs', module);

/** The folders of PATH in its order; empty entries (which would mean the current folder) left out. */
export const searchPath = ({ env }: Place): string[] =>
  (env['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/'));
