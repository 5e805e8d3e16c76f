import { InventoryConfig } from './inventory.config';

const ADDRESSES = { REDIS_URL: 'redis://redis:6379', RABBITMQ_URL: 'amqp://lab@rabbitmq:5672' };

describe('InventoryConfig', () => {
  it('puts the passwords into the addresses, encoded', () => {
    const env = { ...ADDRESSES, REDIS_PASSWORD: 'a/b#c?', RABBITMQ_PASSWORD: '%41@:' };
    expect(InventoryConfig.parse(env)).toMatchObject({
      REDIS_URL: 'redis://:a%2Fb%23c%3F@redis:6379',
      RABBITMQ_URL: 'amqp://lab:%2541%40%3A@rabbitmq:5672',
    });
  });

  it('refuses a password that a store would not take', () => {
    const [issue] = InventoryConfig.safeParse({ ...ADDRESSES, REDIS_PASSWORD: '-x' }).error?.issues ?? [];
    expect(issue?.path).toEqual(['REDIS_PASSWORD']);
  });
});
