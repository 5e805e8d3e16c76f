import { resolve } from 'node:path';
import { findAsset } from './assets.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const PAGE = '/tools/dash/src/page';

describe('findAsset', () => {
  it('finds what the page loads', async () => {
    expect(await findAsset(ROOT, `${PAGE}/main.ts`)).toMatchObject({
      type: expect.stringContaining('javascript'),
    });
  });

  it.each([
    ['is not there', `${PAGE}/nothing.ts`],
    ['lies below a file', `${PAGE}/main.ts/x.ts`],
    ['has too long a name', `${PAGE}/${'x'.repeat(5_000)}.ts`],
    ['leads out', `${PAGE}/../server.ts`],
  ])('finds nothing that %s', async (_what, path) => {
    expect(await findAsset(ROOT, path)).toBeUndefined();
  });
});
