import { resolve } from 'node:path';
import { readModel } from '../../model/read-model.ts';
import { pageOf, pagesOf } from './plan.ts';

const { services } = readModel({ root: resolve(__dirname, '../../../../..'), env: { JAEGER_PORT: '26686' } });

describe('pagesOf', () => {
  it('lists pages where they are published, and no database', () => {
    expect(pagesOf(services)).toContainEqual({
      name: 'jaeger',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:26686/),
    });
    expect(pagesOf(services).map(({ name }) => name)).not.toContain('postgres');
  });
});

describe('pageOf', () => {
  it('names the pages there are when asked for another', () => {
    expect(() => pageOf('postgres', services)).toThrow(/"postgres" has no web page; available: .*jaeger/);
  });
});
