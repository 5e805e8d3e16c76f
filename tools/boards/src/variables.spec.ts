import { readDashboard } from './read-dashboard.ts';
import type { StoreRequest } from './requests.ts';
import { boardJson } from './testing/board.ts';
import { resolveVariables } from './variables.ts';

const scope = { range: { from: 0, to: 60_000 }, intervalMs: 5000 };
const boardWith = (...list: Record<string, unknown>[]) => readDashboard(boardJson({ templating: { list } }));
const answering =
  (answers: Record<string, string[]>, asked: StoreRequest[] = []) =>
  async (request: StoreRequest): Promise<readonly string[]> => {
    asked.push(request);
    const values = answers[request.path];
    if (values === undefined) throw new Error(`not expected: ${request.path}`);
    return values;
  };

const service = {
  type: 'query',
  name: 'service',
  query: { query: 'label_values(lab_up{a="b"}, service)', refId: 'V' },
};
const route = { type: 'query', name: 'route', query: 'label_values(lab_x{service="$service"}, route)' };

describe('resolveVariables', () => {
  it('asks Prometheus in order, a variable with those before it', async () => {
    const asked: StoreRequest[] = [];
    const ask = answering(
      { '/api/v1/label/service/values': ['orders', 'gateway'], '/api/v1/label/route/values': ['/orders'] },
      asked,
    );
    const resolved = await resolveVariables(boardWith(service, route), ask, { scope });
    expect(resolved.map(({ value }) => value)).toEqual(['gateway', '/orders']);
    expect(asked.map(({ params }) => params['match[]'])).toEqual([
      'lab_up{a="b"}',
      'lab_x{service="gateway"}',
    ]);
  });

  it('keeps the choice of the file while it is there, and that of the reader whatever is there', async () => {
    const board = boardWith({ ...service, current: { text: 'orders', value: 'orders' } });
    const valueWith = async (values: string[], selected?: Record<string, string[]>) => {
      const ask = answering({ '/api/v1/label/service/values': values });
      const [only] = await resolveVariables(board, ask, { scope, ...(selected && { selected }) });
      return only?.value;
    };
    expect(await valueWith(['gateway', 'orders'])).toBe('orders');
    expect(await valueWith(['gateway'])).toBe('gateway');
    expect(await valueWith(['gateway'], { service: ['inventory'] })).toBe('inventory');
  });

  it('stands for all values where all are chosen', async () => {
    const ask = answering({ '/api/v1/label/service/values': ['b', 'a'] });
    const valueOf = async (more: Record<string, unknown>) =>
      (await resolveVariables(boardWith({ ...service, includeAll: true, ...more }), ask, { scope }))[0]
        ?.value;
    expect(await valueOf({})).toEqual(['a', 'b']);
    expect(await valueOf({ allValue: '.+' })).toEqual({ raw: '.+' });
  });

  it('takes no “all” from another board where it offers none', async () => {
    const ask = answering({ '/api/v1/label/service/values': ['b', 'a'] });
    const selected = { service: ['$__all'] };
    const [only] = await resolveVariables(boardWith(service), ask, { scope, selected });
    expect(only).toMatchObject({ selected: ['a'], value: 'a' });
  });

  it('picks by the regex of the variable', async () => {
    const ask = answering({ '/api/v1/label/service/values': ['lab-orders', 'other', 'lab-gateway'] });
    const [only] = await resolveVariables(boardWith({ ...service, regex: '/^lab-(.*)$/' }), ask, { scope });
    expect(only?.choices.map(({ text }) => text)).toEqual(['gateway', 'orders']);
  });

  it('lists the choices of a custom variable', async () => {
    const board = boardWith({ type: 'custom', name: 'p', query: 'p50 : 0.5, p99 : 0.99, max' });
    const [only] = await resolveVariables(board, answering({}), { scope });
    expect(only?.choices).toEqual([
      { text: 'p50', value: '0.5' },
      { text: 'p99', value: '0.99' },
      { text: 'max', value: 'max' },
    ]);
    expect(only?.value).toBe('0.5');
  });

  it('rejects a query that is not of labels', async () => {
    const board = boardWith({ ...service, query: 'metrics(lab_.*)' });
    await expect(resolveVariables(board, answering({}), { scope })).rejects.toThrow(
      'variable "service": only label_values(…) is supported',
    );
  });
});
