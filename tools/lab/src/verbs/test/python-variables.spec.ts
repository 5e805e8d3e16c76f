import { resolve } from 'node:path';
import { planSuites } from './plan.ts';
import { WANTED } from './python-variables.ts';

const ROOT = resolve(__dirname, '../../../../..');

it('each Python program is for a suite that exists: otherwise its spec would be skipped everywhere', async () => {
  const order = { parts: ['whole'] as const, match: undefined, engine: 'native', all: true };
  const names = ((await planSuites(ROOT, order)).get('whole') ?? []).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(WANTED.map(({ spec }) => spec)));
});
