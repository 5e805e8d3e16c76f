import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readPrices, parsePrices } from './prices.ts';

const folder = mkdtempSync(join(tmpdir(), 'lab-prices-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (text: string): string => {
  const path = join(folder, 'prices.json');
  writeFileSync(path, text);
  return path;
};

it('the example in the docs is a price file', () => {
  const docs = readFileSync(resolve(__dirname, '../../../../docs/capacity.md'), 'utf8');
  const [, example = ''] = /```json\n([^`]*"cpuHour"[^`]*)```/.exec(docs) ?? [];
  expect(parsePrices(example)).toMatchObject({ currency: expect.any(String), cpuHour: expect.any(Number) });
});

it.each([
  ['{"currency":"EUR","cpuHour":1,"memoryGbHour":1}', /storageGbMonth/],
  ['{"currency":"EUR","cpuHour":-1,"memoryGbHour":1,"storageGbMonth":1}', /cpuHour/],
  ['{"currency":"EUR","cpuHour":1,"memoryGbHour":1,"storageGbMonth":1,"cpuhour":2}', /cpuhour/],
  ['prices', /is no price file/],
])('refuses %s with the reason', async (text, why) => {
  await expect(readPrices(file(text))).rejects.toThrow(why);
});

it('refuses a file that is not there', async () => {
  await expect(readPrices(join(folder, 'none.json'))).rejects.toThrow(/cannot read .*none\.json/);
});
