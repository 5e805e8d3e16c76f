import { storeUrls } from './addresses.ts';

const engine = { address: (_service: string, port: number) => ({ host: '127.0.0.1', port }) };
const urlsWith = (password: string | undefined) =>
  storeUrls(engine, password === undefined ? {} : { RABBITMQ_PASSWORD: password });

describe('storeUrls', () => {
  it.each([undefined, '', 'lab'])('asks RabbitMQ as the viewer where the password is %s', (password) => {
    expect(urlsWith(password).rabbitmqManagement).toBe('http://viewer:viewer@127.0.0.1:15672');
    expect(urlsWith(password).rabbitmq).toBe('amqp://lab:lab@127.0.0.1:5672');
  });

  it('asks RabbitMQ as its administrator where the password is another', () => {
    expect(urlsWith('a/b').rabbitmqManagement).toBe('http://lab:a%2Fb@127.0.0.1:15672');
    expect(urlsWith('a/b').rabbitmq).toBe('amqp://lab:a%2Fb@127.0.0.1:5672');
  });
});
