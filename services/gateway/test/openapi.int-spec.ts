import '@lab/instrumentation/register';
import { type TestGateway, startGateway } from './support/gateway';

interface Operation {
  operationId: string;
  summary: string;
  parameters?: { name: string; in: string; required: boolean; schema: { type: string } }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>;
}
type Schema = Record<string, unknown>;
interface Document {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
}

describe('the API description', () => {
  let gateway: TestGateway;
  let document: Document;
  beforeAll(async () => {
    gateway = await startGateway({ ORDERS_URL: 'http://127.0.0.1:9', INVENTORY_URL: 'http://127.0.0.1:9' });
    document = (await gateway.get('/openapi.json')).body as Document;
  });
  afterAll(() => gateway.close());

  const operations = (): [name: string, operation: Operation][] =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, Operation] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
    );
  const operation = (name: string): Operation => {
    const found = operations().find(([each]) => each === name);
    if (!found) throw new Error(`${name} is not described`);
    return found[1];
  };

  it('lists every route of the public API, and no other', () => {
    expect(
      operations()
        .map(([name]) => name)
        .sort(),
    ).toEqual([
      'GET /catalog',
      'GET /orders',
      'GET /orders/{id}',
      'POST /orders',
      'POST /orders/{id}/cancel',
    ]);
    expect(document.openapi).toMatch(/^3\./);
    expect(document.info.version).toBe('1');
  });

  it('gives each operation a name of its own, a summary, answers and problems with their schemas', () => {
    expect(new Set(operations().map(([, { operationId }]) => operationId)).size).toBe(5);
    for (const [name, { summary, responses }] of operations()) {
      expect({ name, summary }).toEqual({ name, summary: expect.stringMatching(/\w+/) });
      const codes = Object.keys(responses);
      expect({ name, success: codes.filter((code) => code.startsWith('2')).length }).toEqual({
        name,
        success: 1,
      });
      expect({ name, codes }).toEqual({ name, codes: expect.arrayContaining(['503']) });
      for (const [code, { content = {} }] of Object.entries(responses)) {
        const type = Number(code) < 400 ? 'application/json' : 'application/problem+json';
        expect({ name, code, types: Object.keys(content) }).toEqual({ name, code, types: [type] });
        expect(content[type]?.schema).toMatchObject({ type: 'object', required: expect.any(Array) });
      }
    }
  });

  it('declares exactly the parameters of each path, and no reference that leads nowhere', () => {
    for (const [name, { parameters = [] }] of operations()) {
      const inPath = [...name.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect({
        name,
        inPath: parameters.filter((each) => each.in === 'path').map((each) => each.name),
      }).toEqual({ name, inPath });
      for (const parameter of parameters)
        expect(parameter).toMatchObject({ schema: { type: expect.any(String) } });
    }
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      (match) => match[1] ?? '',
    );
    for (const reference of references) {
      const target = reference
        .split('/')
        .reduce<unknown>((at, key) => (at as Schema | undefined)?.[key], document);
      expect({ reference, target }).toEqual({ reference, target: expect.anything() });
    }
  });

  it('says what placing an order takes: the key, optional, and the body with its limits', () => {
    const { parameters, requestBody } = operation('POST /orders');
    expect(parameters).toEqual([
      expect.objectContaining({ name: 'Idempotency-Key', in: 'header', required: false }),
    ]);
    expect(requestBody?.content['application/json']?.schema).toMatchObject({
      required: ['customerId', 'lines'],
      properties: { lines: { minItems: 1, maxItems: 20 } },
    });
    expect(
      operation('GET /orders/{id}')
        .parameters?.map(({ name }) => name)
        .sort(),
    ).toEqual(['id', 'wait']);
    expect(
      operation('GET /orders')
        .parameters?.map(({ name }) => name)
        .sort(),
    ).toEqual(['cursor', 'limit', 'status']);
  });

  it('has a page', async () => {
    const page = await gateway.get('/docs');
    expect([page.status, String(page.body)]).toEqual([200, expect.stringContaining('swagger-ui')]);
  });
});
