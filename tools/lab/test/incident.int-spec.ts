import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Oncall } from '../src/signals/oncall.ts';

let server: Server;
let asked: string[];
let answer: { status: number; body: unknown };
let oncall: Oncall;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push(`${request.method ?? ''} ${request.url ?? ''} ${body}`.trim());
      response
        .writeHead(answer.status, { 'content-type': 'application/json' })
        .end(JSON.stringify(answer.body));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  oncall = new Oncall(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterEach(() => server.close());

const problem = (status: number, more: object = {}) => ({
  status,
  body: {
    type: 'about:blank',
    title: 'x',
    code: 'oncall.x',
    status,
    detail: 'incident 1 was resolved',
    ...more,
  },
});

it('asks for a list, and sends what a person does', async () => {
  answer = { status: 200, body: { items: [] } };
  await expect(oncall.list({ state: 'open', limit: 5 })).resolves.toEqual({ items: [] });
  answer = problem(404);
  await expect(oncall.act(1, 'ack', { by: 'ada', text: 'on it' })).rejects.toThrow();
  expect(asked).toEqual([
    'GET /incidents?limit=5&state=open',
    'POST /incidents/1/ack {"by":"ada","text":"on it"}',
  ]);
});

it.each([
  ['a state that does not allow it', problem(409), 'incident 1 was resolved'],
  ['a wrong field', problem(422, { errors: [{ field: 'by', message: 'is too long' }] }), 'by is too long'],
])('says in the words of oncall that the command line is wrong: %s', async (_, given, message) => {
  answer = given;
  await expect(oncall.show(1)).rejects.toMatchObject({ name: 'UsageError', message });
});

it.each([
  ['refuses', problem(503)],
  ['answers something else', { status: 200, body: { items: 'many' } }],
])('says that the lab is in the way where oncall %s', async (_, given) => {
  answer = given;
  await expect(oncall.list({ limit: 5 })).rejects.toMatchObject({
    name: 'EnvironmentError',
    message: expect.stringMatching(/^oncall does not answer at http:/),
  });
});
