import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMPILED, projectsOf } from './build-services.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'lab-build-'))));
afterEach(() => rmSync(root, { recursive: true }));

it('takes for a project only what has a package.json', () => {
  for (const folder of ['libs/contracts', 'libs/left-over', 'services/orders'])
    mkdirSync(join(root, folder), { recursive: true });
  for (const file of ['libs/contracts/package.json', 'services/orders/package.json', 'services/.DS_Store'])
    writeFileSync(join(root, file), '{}');
  expect(projectsOf(root)).toEqual([join(root, 'libs/contracts'), join(root, 'services/orders')]);
});

it('empties the folder in which the services keep their compiled code', () => {
  const services = readFileSync(join(import.meta.dirname, '../../../../compose/services.yaml'), 'utf8');
  expect(services).toContain(`NODE_COMPILE_CACHE: ${COMPILED}\n`);
});
