import { resolve } from 'node:path';
import type { Contents } from './contents.ts';
import { readContents } from './contents.ts';
import { Inputs, type Reads } from './inputs.ts';

const FILES: Readonly<Record<string, string>> = {
  'README.md': 'read ../..',
  'package-lock.json': '{}',
  'jest.preset.cjs': '',
  'docs/adr/0001.md': '',
  'compose/services.yaml': '../tools/lab',
  'compose/redis.yaml': '',
  'prometheus/rules/slo.yml': '',
  'libs/contracts/package.json': '{ "name": "@lab/contracts" }',
  'libs/contracts/src/index.ts': `export * from './order.ts';`,
  'libs/messaging/package.json': '{ "name": "@lab/messaging" }',
  'libs/messaging/src/index.ts': `import { Order } from '@lab/contracts';`,
  'services/orders/package.json': '{ "name": "@lab/orders", "scripts": { "build": "node ../bundle.mjs" } }',
  'services/orders/src/main.ts': `import { publish } from '@lab/messaging';`,
  'services/orders/README.md': 'see ../../docs',
  'services/bundle.mjs': '',
  'services/gateway/src/main.ts': '',
  'tools/lab/src/verbs/test/run.ts': '',
  'tools/lab/src/main.ts': `join(__dirname, '../../..', 'lab')`,
};

const inputsOf = (project: string, more: Readonly<Record<string, string>> = {}, rest: Reads = {}) => {
  const contents: Contents = new Map(
    Object.entries({ ...FILES, ...more }).map(([file, text]) => [file, Buffer.from(text)]),
  );
  return new Inputs(contents).of({ ...rest, projects: [project] });
};

const SPEC = 'services/orders/src/order.spec.ts';
const with_ = (text: string): readonly string[] => inputsOf('services/orders', { [SPEC]: text });

describe('what a project reads', () => {
  it('is its folder, its packages and theirs, shared configuration, and how it is run', () => {
    expect(inputsOf('services/orders')).toEqual([
      'package-lock.json',
      'jest.preset.cjs',
      'libs/contracts/package.json',
      'libs/contracts/src/index.ts',
      'libs/messaging/package.json',
      'libs/messaging/src/index.ts',
      'services/orders/package.json',
      'services/orders/src/main.ts',
      'services/orders/README.md',
      'services/bundle.mjs',
      'tools/lab/src/verbs/test/run.ts',
    ]);
  });

  it.each([
    ['a file', `join(__dirname, '../../../compose/services.yaml')`, 'compose/services.yaml'],
    ['a folder', `join(__dirname, '../../../prometheus/rules')`, 'prometheus/rules/slo.yml'],
    ['another project', `import x from '../../gateway/src/x.ts'`, 'services/gateway/src/main.ts'],
    ['a folder of projects', `join(__dirname, '../../../services')`, 'services/gateway/src/main.ts'],
  ])('is %s that it names outside', (_, text, file) => {
    expect(with_('')).not.toContain(file);
    expect(with_(text)).toContain(file);
    expect(with_(text)).not.toContain('compose/redis.yaml');
  });

  it.each([
    ['the root', `resolve(__dirname, '../../..')`],
    ['a template from the root', '`${__dirname}/../../../${name}`'],
    ['a path in pieces', `join(__dirname, '..', '..', name)`],
    ['a project that names the root', `import { x } from '../../../tools/lab/src/main.ts'`],
  ])('is everything where it names %s', (_, text) => {
    expect(with_(text)).toEqual([...Object.keys(FILES), SPEC].sort(byOrderOf(with_(text))));
    expect(with_(text)).toContain('docs/adr/0001.md');
  });

  it('is for a folder of projects each of them, and what they read', () => {
    expect(inputsOf('services')).toEqual(
      expect.arrayContaining([
        'services/bundle.mjs',
        'services/gateway/src/main.ts',
        'libs/messaging/src/index.ts',
      ]),
    );
    expect(inputsOf('services')).not.toContain('tools/lab/src/main.ts');
  });

  it('is code alone for what compiles it', () => {
    expect(inputsOf('services/orders', {}, { onlyCode: true })).toEqual(
      inputsOf('services/orders').filter((file) => !file.endsWith('.md')),
    );
    expect(inputsOf('tools/lab', {}, { onlyCode: true })).not.toContain('compose/services.yaml');
  });
});

const byOrderOf =
  (files: readonly string[]) =>
  (a: string, b: string): number =>
    files.indexOf(a) - files.indexOf(b);

describe('what projects of this repository read', () => {
  let inputs: Inputs;
  beforeAll(async () => {
    const contents = await readContents(resolve(__dirname, '../../../../../..'));
    if (contents === undefined) throw new Error('this is no clone');
    inputs = new Inputs(contents);
  });
  const of = (project: string): readonly string[] => inputs.of({ projects: [project] });

  it('is for orders its libraries, and no tool', () => {
    expect(of('services/orders')).toEqual(
      expect.arrayContaining([
        'libs/contracts/src/index.ts',
        'libs/instrumentation/src/index.ts',
        'libs/messaging/src/index.ts',
        'libs/testing/src/index.ts',
        '.swcrc',
      ]),
    );
    expect(of('services/orders')).not.toContain('tools/lab/src/main.ts');
    expect(of('services/orders')).not.toContain('docs/slo.md');
  });

  it.each(['tools/lab', 'test/repository', 'test/support'])('is for %s everything', (project) => {
    expect(of(project)).toContain('docs/adr/README.md');
  });
});
