import { resolve } from 'node:path';
import { readModel } from '../../model/read-model.ts';
import { checkPasswords } from './check-passwords.ts';

const ROOT = resolve(__dirname, '../../../../..');
const check = (env: Record<string, string>): void => checkPasswords(readModel({ root: ROOT, env }).services);

it.each(['lab', 'a/b#c?d%e@f:g', 'x/tmp', '/data2', 'postgres:54321'])(
  'lets the password %s pass',
  (password) => {
    const env = { POSTGRES_PASSWORD: password, REDIS_PASSWORD: password, RABBITMQ_PASSWORD: password };
    expect(() => check(env)).not.toThrow();
  },
);

it.each([
  ['POSTGRES_PASSWORD', 'orders:8081', 'POSTGRES_PASSWORD of orders'],
  ['POSTGRES_PASSWORD', '/tmp', 'POSTGRES_PASSWORD of postgres'],
  ['REDIS_PASSWORD', 'a=/data', 'REDISCLI_AUTH of redis'],
  ['RABBITMQ_PASSWORD', '/tmp/', 'RABBITMQ_PASSWORD of orders'],
  ['ALERTS_SMTP_PASSWORD', '/alertmanager', 'ALERTS_SMTP_PASSWORD of alertmanager'],
  ['ALERTS_SLACK_URL', 'http://orders:8081/hook', 'ALERTS_SLACK_URL of alertmanager'],
])('refuses %s=%s, which would not arrive as it is', (name, password, where) => {
  expect(() => check({ [name]: password })).toThrow(where);
});
