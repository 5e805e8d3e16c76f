import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { findAsset } from './assets.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const PAGE = '/tools/dash/src/page';

describe('findAsset', () => {
  it('finds what the page loads', async () => {
    expect(await findAsset(ROOT, `${PAGE}/main.ts`)).toMatchObject({
      type: expect.stringContaining('javascript'),
    });
  });

  it('finds it wherever the clone is, also below a folder called testing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lab-assets-'));
    const root = join(folder, 'testing', 'clone');
    const paths = ['main.ts', 'testing/fake.ts', 'main.spec.ts'].map((name) => `${PAGE}/${name}`);
    for (const file of paths.map((path) => join(root, path))) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, 'export {};');
    }
    const found = await Promise.all(paths.map((path) => findAsset(root, path)));
    expect(found.map((asset) => asset !== undefined)).toEqual([true, false, false]);
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['/docs/images/blind-spots/settling-latency.svg', 'image/svg+xml'],
    ['/docs/runbooks/error-budget-burn.md', 'text/plain; charset=utf-8'],
  ])('finds what the view of alerts shows: %s', async (path, type) => {
    expect(await findAsset(ROOT, path)).toMatchObject({ type });
  });

  it.each([
    ['is another document', '/docs/adr/README.md'],
    ['leads out of the runbooks', '/docs/runbooks/../adr/README.md'],
    ['is not there', `${PAGE}/nothing.ts`],
    ['lies below a file', `${PAGE}/main.ts/x.ts`],
    ['has too long a name', `${PAGE}/${'x'.repeat(5_000)}.ts`],
    ['leads out', `${PAGE}/../server.ts`],
  ])('finds nothing that %s', async (_what, path) => {
    expect(await findAsset(ROOT, path)).toBeUndefined();
  });
});
