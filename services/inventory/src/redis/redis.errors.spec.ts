import { ReplyError } from 'ioredis';
import { attempt } from './redis.errors';

const failing = (error: unknown) => attempt('reserve stock', () => Promise.reject(error));
const reply = (text: string): Error => new (ReplyError as new (text: string) => Error)(text);

describe('attempt', () => {
  it('gives back what the command gives', async () => {
    await expect(attempt('ping', () => Promise.resolve('PONG'))).resolves.toBe('PONG');
  });

  it.each([
    ['a timeout', new Error('Command timed out')],
    ['a lost connection', new Error('Connection is closed.')],
    ['a store that loads its file', reply('LOADING Redis is loading the dataset in memory')],
    ['a full disk', reply('MISCONF Errors writing to the AOF file')],
    ['a full memory', reply("OOM command not allowed when used memory > 'maxmemory'.")],
    ['a replica', reply("READONLY You can't write against a read only replica.")],
    [
      'a replica without its primary',
      reply("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'."),
    ],
    ['a primary without its replicas', reply('NOREPLICAS Not enough good replicas to write.')],
    ['a cluster without a primary', reply('CLUSTERDOWN The cluster is down')],
    ['a script that runs for too long', reply('BUSY Redis is busy running a script.')],
    ['a new password', reply('WRONGPASS invalid username-password pair or user is disabled.')],
    ['a password that was not there before', reply('NOAUTH Authentication required.')],
    [
      'a refused connection',
      Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' }),
    ],
  ])('makes %s an Unavailable that says what was tried and keeps its cause', async (_what, cause) => {
    await expect(failing(cause)).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'inventory.redis_unavailable',
      message: `reserve stock: ${cause.message}`,
      retryAfterSeconds: 1,
      cause,
    });
  });

  it('says that there is no connection, not which option of the driver made it fail', async () => {
    const cause = new Error("Stream isn't writeable and enableOfflineQueue options is false");
    await expect(failing(cause)).rejects.toMatchObject({
      kind: 'unavailable',
      message: 'reserve stock: not connected to Redis',
    });
  });

  it.each([
    reply('WRONGTYPE Operation against a key'),
    reply('ERR unknown command'),
    reply('NOPERM this user has no permissions'),
    reply('BUSYKEY Target key name already exists.'),
    new TypeError('lines is not iterable'),
    new RangeError('Invalid string length'),
  ])('leaves %s a bug: trying again would not help', async (cause) => {
    await expect(failing(cause)).rejects.toMatchObject({
      name: 'Error',
      message: `reserve stock: ${cause.message}`,
      cause,
    });
  });
});
