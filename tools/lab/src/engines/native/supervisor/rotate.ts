import {
  closeSync,
  copyFileSync,
  ftruncateSync,
  fstatSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';

const FULL_BYTES = 64 * 1024 * 1024;

/**
 * Keeps a log from filling the disk: a full one becomes `<log>.1`, over the last one. The service goes on writing to the
 * same file (it was opened for appending), so the file is copied and then emptied. What arrives during the copy is copied
 * after it. A line written in the microseconds between the last look and the emptying is lost: Linux cannot cut a file off
 * at its begin, and a pipe, which could lose nothing, would end the service together with the supervisor.
 */
export function rotate(logFile: string, fullBytes = FULL_BYTES): void {
  if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) < fullBytes) return;
  const older = `${logFile}.1`;
  copyFileSync(logFile, older);
  const [from, to] = [openSync(logFile, 'r+'), openSync(older, 'a')];
  try {
    let copied = fstatSync(to).size;
    for (let size = fstatSync(from).size; size > copied; size = fstatSync(from).size) {
      const rest = Buffer.alloc(size - copied);
      copied += writeSync(to, rest, 0, readSync(from, rest, 0, rest.length, copied));
    }
    ftruncateSync(from, 0);
  } finally {
    closeSync(from);
    closeSync(to);
  }
}
