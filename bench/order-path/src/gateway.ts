import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import fastify from 'fastify';
import { listenAddress, required } from './settings.ts';

const TIMEOUT_MS = 5000;
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const orders = new URL(required('ORDERS_URL'));
const inventory = new URL(required('INVENTORY_URL'));

interface Answer {
  readonly status: number;
  readonly body: string;
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly key?: string;
  readonly body?: string;
}

const forward = (base: URL, { method, path, key, body }: Call): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const headers = {
      ...(body === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    };
    const options = {
      agent,
      method,
      path,
      headers,
      host: base.hostname,
      port: base.port,
      timeout: TIMEOUT_MS,
    };
    const outgoing = request(options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 502, body: Buffer.concat(chunks).toString() }),
      );
      incoming.on('error', reject);
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`${path}: no answer within ${TIMEOUT_MS} ms`)));
    outgoing.on('error', reject);
    outgoing.end(body);
  });

const PLACE_ORDER = {
  type: 'object',
  required: ['customerId', 'lines'],
  properties: {
    customerId: { type: 'string', minLength: 1, maxLength: 64 },
    lines: {
      type: 'array',
      minItems: 1,
      maxItems: 20,
      items: {
        type: 'object',
        required: ['sku', 'quantity'],
        properties: { sku: { type: 'string' }, quantity: { type: 'integer', minimum: 1, maximum: 1000 } },
      },
    },
  },
};

const app = fastify();

app.get('/health/ready', () => ({ status: 'ok' }));

app.get('/catalog', async (_, reply) => {
  const answer = await forward(inventory, { method: 'GET', path: '/stock' });
  return reply.code(answer.status).type('application/json').send(answer.body);
});

app.post('/orders', { schema: { body: PLACE_ORDER } }, async (incoming, reply) => {
  const key = incoming.headers['idempotency-key'] ?? randomUUID();
  const body = JSON.stringify(incoming.body);
  const answer = await forward(orders, { method: 'POST', path: '/orders', key: String(key), body });
  return reply.code(answer.status).type('application/json').send(answer.body);
});

await app.listen(listenAddress());
