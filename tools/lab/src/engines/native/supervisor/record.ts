import {
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../../../errors.ts';
import type { Identity } from '../../../process/service-processes.ts';
import { bootId } from '../../../process/stat.ts';
import { markOf, type UnitSpec } from '../unit-spec.ts';

/** What must survive the supervisor: enough to recognise a service's process, and to run it again. */
export interface UnitRecord {
  readonly spec: UnitSpec;
  readonly bootId: string;
  /** Null before it was started, and after it has ended. */
  readonly main: { readonly pid: number; readonly startTime: number } | null;
  /** What the main process was seen to run: the program, or what a wrapper of that name led to. */
  readonly exe: string | null;
  readonly startedAt: number;
  readonly restarts: number;
}

export const recordsDir = (stateDir: string): string => join(stateDir, 'run');
const fileOf = (stateDir: string, name: string): string => join(recordsDir(stateDir), `${name}.json`);

/** Whole or not at all: a reader never sees half a record. Passwords are inside, hence the mode. */
export function writeRecord(stateDir: string, record: UnitRecord): void {
  mkdirSync(recordsDir(stateDir), { recursive: true, mode: 0o700 });
  const file = fileOf(stateDir, record.spec.name);
  writeFileSync(`${file}.new`, JSON.stringify(record), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export const removeRecord = (stateDir: string, name: string): void =>
  rmSync(fileOf(stateDir, name), { force: true });

/** Undefined for a service that was not started. */
export function readRecord(stateDir: string, name: string): UnitRecord | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(stateDir, name), 'utf8')) as UnitRecord;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** All records; one of an earlier boot has lost its process. */
export function readRecords(stateDir: string): UnitRecord[] {
  const boot = bootId();
  return namesIn(recordsDir(stateDir)).map((name) => {
    const record = JSON.parse(readFileSync(join(recordsDir(stateDir), name), 'utf8')) as UnitRecord;
    return record.bootId === boot ? record : { ...record, main: null };
  });
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir).filter((name) => name.endsWith('.json'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []; // nothing was ever started here
    throw error;
  }
}

/** How the processes of a recorded service are recognised, also those of one whose main process is gone or not known yet. */
export function identityOf(
  stateDir: string,
  { spec, main, exe }: Pick<UnitRecord, 'spec' | 'main' | 'exe'>,
): Identity {
  const exes = [realPath(spec.program), exe].filter((path) => path !== null);
  return {
    mark: markOf(stateDir, spec.name),
    exes,
    dataDirs: spec.dataDirs,
    ...(main !== null && { main }),
  };
}

/** As /proc tells what a process runs. Null where the program has been removed meanwhile. */
function realPath(program: string): string | null {
  try {
    return realpathSync(program);
  } catch {
    return null;
  }
}
