import { readFileSync } from 'node:fs';

/** What a file of /proc says; processes end, and belong to others, at any time. */
export function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}
