import { ownFields } from '../../test/support/log-lines';
import { isSecretKey } from './redaction';

describe('a secret', () => {
  it.each([
    ...['password', 'passwd', 'secret', 'token', 'access_token', 'refreshToken', 'Authorization', 'Cookie'],
    ...['set-cookie', 'Set-Cookie', 'apiKey', 'API_KEY', 'x-api-key', 'private_key', 'clientSecret'],
    ...['headers.authorization', 'db.password', 'password.', ' pass word '],
  ])('is known by its key: %s', (key) => expect(isSecretKey(key)).toBe(true));

  it.each(['tokens', 'secretary', 'password_length', 'author', 'key', 'cookies.count', '', '.'])(
    'is not whatever sounds like it: %s',
    (key) => expect(isSecretKey(key)).toBe(false),
  );

  const hidden = { text: 'hunter2', list: ['hunter2'] };

  it('is hidden at every depth, with all that is in it', () => {
    const fields = ownFields({
      password: 'hunter2',
      token: hidden,
      request: { headers: { 'Set-Cookie': ['hunter2'], accept: '*/*' } },
      users: [{ name: 'a', secret: hidden }],
      nothing: { apiKey: undefined },
      map: new Map([['x-api-key', 'hunter2']]),
      err: Object.assign(new Error('a'), { clientSecret: 'hunter2' }),
    });
    expect(JSON.stringify(fields)).not.toContain('hunter2');
    expect(fields).toMatchObject({
      password: '[redacted]',
      token: '[redacted]',
      'request.headers.Set-Cookie': '[redacted]',
      'request.headers.accept': '*/*',
      'users.0.name': 'a',
      'users.0.secret': '[redacted]',
      'map.x-api-key': '[redacted]',
      'err.clientSecret': '[redacted]',
    });
    expect(Object.keys(fields)).not.toContain('nothing.apiKey');
  });

  it('is hidden in what is too deep for fields of its own', () => {
    const deep = { f: { token: hidden, g: [{ password: 'hunter2', h: 1 }] } };
    const fields = ownFields({ a: { b: { c: { d: { e: deep } } } } });
    expect(fields).toEqual({
      'a.b.c.d.e': '{"f":{"token":"[redacted]","g":[{"password":"[redacted]","h":1}]}}',
    });
  });

  it('is hidden behind a key that is too long for a name', () => {
    expect(Object.values(ownFields({ [`${'x'.repeat(500)}.password`]: 'hunter2' }))).toEqual(['[redacted]']);
  });
});
