import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeOf } from '../errors.ts';
import { outsideBase } from './native/places.ts';

const DATA = ['data', 'tmp', 'rendered'];

/** The state directory itself. Only its owner may look inside; with users of their own below it they may pass through. */
export function makeStateDir(stateDir: string): void {
  mkdirSync(dirname(stateDir), { recursive: true });
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700;
  chmodSync(stateDir, mode);
  for (const name of DATA) mkdirSync(join(stateDir, name), { recursive: true, mode });
  for (const name of ['logs', 'run']) mkdirSync(join(stateDir, name), { recursive: true, mode: 0o700 });
}

/** Data, logs and rendered copies, wherever they lie. */
export function wipe(stateDir: string): void {
  for (const name of [...DATA, 'logs']) rmSync(join(stateDir, name), { recursive: true, force: true });
  rmSync(outsideBase(stateDir), { recursive: true, force: true });
}

const engineFile = (stateDir: string): string => join(stateDir, 'engine');

/** Which engine the lab was last brought up with, until it is taken down. */
export function recordedEngine(stateDir: string): string | undefined {
  try {
    return readFileSync(engineFile(stateDir), 'utf8').trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined; // it is down
    throw error;
  }
}

export function recordEngine(stateDir: string, name: string): void {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  writeFileSync(engineFile(stateDir), `${name}\n`);
}

export const forgetEngine = (stateDir: string): void => rmSync(engineFile(stateDir), { force: true });
