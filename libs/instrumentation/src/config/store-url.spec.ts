import { withPassword } from './store-url';

const PASSWORDS = ['lab', 'a/b#c?d%e@f:g&h', 'p%41ss', '\'"`$HOME$$\\', '[::1]', '!~', 'postgres:5432'];

describe('withPassword', () => {
  it.each(PASSWORDS)('%s arrives as it is, and the address stays what it was', (password) => {
    for (const address of [
      'postgres://lab@postgres:5432/orders',
      'amqp://lab@rabbitmq:5672',
      'redis://redis:6379',
    ]) {
      const { host, pathname, username, ...url } = new URL(withPassword(address, password));
      const before = new URL(address);
      expect([host, pathname, username]).toEqual([before.host, before.pathname, before.username]);
      expect(decodeURIComponent(new URL(withPassword(address, password)).password)).toBe(password);
      expect(url).toBeDefined();
    }
  });

  it('leaves an address alone that no password is given for', () => {
    expect(withPassword('amqp://lab:p%40ss@rabbitmq:5672', undefined)).toBe(
      'amqp://lab:p%40ss@rabbitmq:5672',
    );
  });
});
