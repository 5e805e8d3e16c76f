import { OrdersConfig } from './orders.config';

const ADDRESSES = {
  POSTGRES_URL: 'postgres://lab@postgres:5432/orders',
  RABBITMQ_URL: 'amqp://lab@rabbitmq:5672',
  INVENTORY_URL: 'http://inventory:8082',
};

describe('OrdersConfig', () => {
  it('puts the passwords into the addresses, encoded', () => {
    const env = { ...ADDRESSES, POSTGRES_PASSWORD: 'a/b#c?', RABBITMQ_PASSWORD: '%41@:' };
    expect(OrdersConfig.parse(env)).toMatchObject({
      POSTGRES_URL: 'postgres://lab:a%2Fb%23c%3F@postgres:5432/orders',
      RABBITMQ_URL: 'amqp://lab:%2541%40%3A@rabbitmq:5672',
    });
  });

  it('keeps no password beside the addresses, and takes addresses that have one', () => {
    const config = OrdersConfig.parse({ ...ADDRESSES, RABBITMQ_URL: 'amqp://lab:x@rabbitmq:5672' });
    expect(config.RABBITMQ_URL).toBe('amqp://lab:x@rabbitmq:5672');
    expect(Object.keys(config).filter((name) => name.endsWith('_PASSWORD'))).toEqual([]);
  });

  it.each(['two words', '-x', 'pässword'])(
    'refuses the password "%s", which a store would not take',
    (password) => {
      const [issue] =
        OrdersConfig.safeParse({ ...ADDRESSES, POSTGRES_PASSWORD: password }).error?.issues ?? [];
      expect(issue?.path).toEqual(['POSTGRES_PASSWORD']);
      expect(issue?.message).toContain('printable ASCII');
    },
  );
});
