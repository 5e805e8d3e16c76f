import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

// Below what Linux gives out to outgoing connections (32768 and up), above what services usually have.
const LOWEST = 20_000;
const HIGHEST = 31_000;
const TRIES = 50;

/** Every variable that moves a port, as compose.yaml and what it includes name them: `${ORDERS_PORT:-8081}`. */
export const portVariablesIn = (text: string): string[] =>
  [
    ...new Set([...text.matchAll(/\$\{([A-Z][A-Z0-9_]*_PORT):-\d+\}/g)].map((match) => match[1] ?? '')),
  ].sort();

async function readPortVariables(root: string): Promise<string[]> {
  const names = (await readdir(join(root, 'compose'))).filter((name) => name.endsWith('.yaml'));
  const files = [join(root, 'compose.yaml'), ...names.map((name) => join(root, 'compose', name))];
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return portVariablesIn(texts.join('\n'));
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });

/** A row of ports that are free now. Where it starts is left to chance, so that two runs at once do not meet. */
export async function findFreeRow(length: number, random: () => number = Math.random): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const first = LOWEST + Math.floor(random() * (HIGHEST - LOWEST - length));
    const free = await Promise.all(Array.from({ length }, (_, index) => isFree(first + index)));
    if (!free.includes(false)) return first;
  }
  throw new Error(`no ${length} consecutive free ports between ${LOWEST} and ${HIGHEST}`);
}

/** A value for each port variable of the lab, so that a second lab runs beside the user's. */
export async function movedPorts(root: string): Promise<Record<string, string>> {
  const variables = await readPortVariables(root);
  const first = await findFreeRow(variables.length);
  return Object.fromEntries(variables.map((name, index) => [name, String(first + index)]));
}
