import { connect } from 'amqplib';
import { storeUrls } from '../../tools/lab/src/stores/addresses.ts';
import { unacknowledged } from '../../tools/lab/src/stores/management.ts';
import type { SecondLab } from '../../tools/lab/src/second-lab/second-lab.ts';
import { discard, Lab, ownLab, UP_TIMEOUT_MS } from '../support/lab.ts';

const QUEUE = 'mine';
const LIMIT_MS = 10_000;
/** Users and passwords that anybody knows who has read the repository or RabbitMQ's manual. */
const KNOWN = ['lab:lab', 'viewer:viewer', 'guest:guest'];

let prepared: SecondLab;
let lab: Lab;

const startWith = async (password: string): Promise<void> => {
  const variables = { ...prepared.variables, RABBITMQ_PASSWORD: password };
  lab = new Lab({ ...prepared, variables }, ['rabbitmq']);
  await lab.up();
};

/** A form on a page of another site, with user and password in its address: a simple request, so no preflight. */
const submit = (user: string, path: string, body: object): Promise<Response> =>
  ask(user, path, {
    method: 'POST',
    headers: { origin: 'https://evil.example', 'content-type': 'text/plain' },
    body: JSON.stringify(body),
  });

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const ask = (user: string, path: string, { headers, ...sent }: Sent = {}): Promise<Response> =>
  fetch(`${lab.url('rabbitmqApi')}/api/${path}`, {
    ...sent,
    headers: { ...headers, authorization: `Basic ${Buffer.from(user).toString('base64')}` },
    signal: AbortSignal.timeout(LIMIT_MS),
  });

/** Declares the queue and counts its messages, over AMQP; with `text` it sends one first. */
const messages = async (text?: string): Promise<number> => {
  const connection = await connect(lab.storeUrl('rabbitmq'), { timeout: LIMIT_MS });
  try {
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue(QUEUE, { arguments: { 'x-queue-type': 'quorum' } });
    if (text !== undefined) channel.sendToQueue(QUEUE, Buffer.from(text));
    await channel.waitForConfirms();
    return (await channel.checkQueue(QUEUE)).messageCount;
  } finally {
    await connection.close();
  }
};

const newData = (): Promise<void> => startWith('lab');

/** In which `lab` is an administrator, as with a password of one's own or from before the viewer. */
const dataWithAdministrator = async (): Promise<void> => {
  const own = `own-password-${process.pid}`;
  await startWith(own);
  expect(await (await ask(`lab:${own}`, 'whoami')).json()).toMatchObject({ tags: ['administrator'] });
  for (const user of KNOWN) expect((await ask(user, 'whoami')).status).toBe(401);
  await startWith('lab');
};

describe.each([
  ['new data', newData],
  ['data in which its user is an administrator', dataWithAdministrator],
])('RabbitMQ with the default password, on %s', (_data, start) => {
  beforeAll(async () => {
    prepared = await ownLab('default-password');
    await start();
    await messages('an order');
  }, 2 * UP_TIMEOUT_MS);
  afterAll(() => discard(prepared), UP_TIMEOUT_MS);

  it.each(KNOWN)('lets no form that carries %s publish, take or bind', async (user) => {
    const message = { properties: {}, routing_key: QUEUE, payload: 'evil', payload_encoding: 'string' };
    const taking = { count: 1, ackmode: 'ack_requeue_false', encoding: 'auto' };
    const refusals = [400, 401];
    for (const exchange of ['amq.default', 'amq.topic'])
      expect(refusals).toContain((await submit(user, `exchanges/%2F/${exchange}/publish`, message)).status);
    expect(refusals).toContain((await submit(user, `queues/%2F/${QUEUE}/get`, taking)).status);
    expect(refusals).toContain((await submit(user, `bindings/%2F/e/amq.topic/q/${QUEUE}`, {})).status);
    expect(refusals).toContain((await submit(user, 'definitions', { users: [] })).status);
    expect(await messages()).toBe(1);
  });

  it('shows the queues and what is in them to its viewer, and so to the lab', async () => {
    expect((await ask('viewer:viewer', `queues/%2F/${QUEUE}`)).status).toBe(200);
    const { rabbitmqManagement } = storeUrls(
      { address: () => ({ host: '127.0.0.1', port: lab.port('rabbitmqApi') }) },
      { RABBITMQ_PASSWORD: 'lab' },
    );
    expect([...(await unacknowledged(rabbitmqManagement, '/')).keys()]).toEqual([QUEUE]);
  });
});
