import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMPILED, projectsOf } from './build-services.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'lab-build-'))));
afterEach(() => rmSync(root, { recursive: true }));

it('builds what has a package.json with a build script', () => {
  for (const folder of ['libs/contracts', 'libs/left-over', 'libs/testing', 'services/orders'])
    mkdirSync(join(root, folder), { recursive: true });
  const built = JSON.stringify({ scripts: { build: 'swc src' } });
  for (const file of ['libs/contracts/package.json', 'services/orders/package.json', 'services/.DS_Store'])
    writeFileSync(join(root, file), built);
  writeFileSync(join(root, 'libs/testing/package.json'), JSON.stringify({ scripts: { test: 'jest' } }));
  expect(projectsOf(root)).toEqual([join(root, 'libs/contracts'), join(root, 'services/orders')]);
});

it('empties the folder in which the services keep their compiled code', () => {
  const services = readFileSync(join(import.meta.dirname, '../../../../compose/services.yaml'), 'utf8');
  expect(services).toContain(`NODE_COMPILE_CACHE: ${COMPILED}\n`);
});
