import { ListOrders, Order, PlaceOrder } from '@lab/contracts';
import { Controller, Get, Post } from '@nestjs/common';
import { testApp } from '../../test/support/app';
import { HealthModule } from '../health/health.module';
import { ApiProblems, ApiZodBody, ApiZodQuery, ApiZodResponse } from './zod-decorators';

@Controller('orders')
class OrdersController {
  @Post()
  @ApiZodBody(PlaceOrder)
  @ApiZodResponse(202, Order, 'accepted')
  @ApiProblems({ 422: 'the order breaks a rule' })
  place() {
    return {};
  }

  @Get()
  @ApiZodQuery(ListOrders)
  list() {
    return {};
  }
}

interface Operation {
  parameters: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: { content: Record<string, { schema: Record<string, unknown> }> };
  responses: Record<
    string,
    { description: string; content?: Record<string, { schema: Record<string, unknown> }> }
  >;
}

describe('the OpenAPI document', () => {
  let document: { openapi: string; paths: Record<string, Record<string, Operation>> };
  let page: { statusCode: number; body: string };

  beforeAll(async () => {
    const { app } = await testApp({
      controllers: [OrdersController],
      imports: [HealthModule.register({ probes: [] })],
    });
    document = (await app.inject({ method: 'GET', url: '/openapi.json' })).json();
    page = await app.inject({ method: 'GET', url: '/docs' });
    await app.close();
  });

  it('describes bodies, answers and problems by the schemas that check them', () => {
    const place = document.paths['/orders']?.['post'];
    expect(document.openapi).toMatch(/^3\./);
    expect(place?.requestBody?.content['application/json']?.schema).toMatchObject({
      type: 'object',
      required: ['customerId', 'lines'],
      properties: { lines: { type: 'array', minItems: 1, maxItems: 20 } },
    });
    expect(place?.responses['202']).toMatchObject({ description: 'accepted' });
    expect(place?.responses['422']?.content?.['application/problem+json']?.schema).toMatchObject({
      properties: { code: { type: 'string' } },
    });
  });

  it('documents what any operation may answer, each with the problem schema and an example', () => {
    const answersOf = (method: string): string[] =>
      Object.keys(document.paths['/orders']?.[method]?.responses ?? {}).filter((code) => Number(code) >= 400);
    const always = ['400', '405', '408', '414', '417', '431', '500', '503'];
    expect(answersOf('get')).toEqual(always);
    expect(answersOf('post')).toEqual([...always, '413', '415', '422'].sort());
    for (const code of answersOf('post')) {
      const content = document.paths['/orders']?.['post']?.responses[code]?.content;
      expect(content?.['application/problem+json']).toMatchObject({
        schema: { required: expect.arrayContaining(['code', 'status']) },
        example: { status: Number(code), code: expect.any(String) },
      });
    }
  });

  it('describes each field of a query', () => {
    const list = document.paths['/orders']?.['get'];
    expect(list?.parameters.map(({ name, in: where, required }) => [name, where, required])).toEqual([
      ['limit', 'query', false],
      ['cursor', 'query', false],
      ['status', 'query', false],
    ]);
  });

  it('holds no keyword that OpenAPI 3.0 does not know', () => {
    const text = JSON.stringify(document);
    for (const keyword of ['$schema', '$defs', 'const', 'propertyNames', 'prefixItems'])
      expect(text).not.toContain(`"${keyword}"`);
  });

  it('leaves out what is for machines only, and has a page', () => {
    expect(Object.keys(document.paths)).toEqual(['/orders']);
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('swagger-ui');
  });
});
