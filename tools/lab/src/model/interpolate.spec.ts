import { interpolate, variablesIn } from './interpolate.ts';

const env: Readonly<Record<string, string>> = { PORT: '9000', EMPTY: '', NAME: 'orders' };
const expand = (text: string): string => interpolate(text, (name) => env[name]);

describe('interpolate', () => {
  it.each([
    ['plain text', 'plain text'],
    ['$PORT and ${PORT}', '9000 and 9000'],
    ['127.0.0.1:${PORT:-8081}:8081', '127.0.0.1:9000:8081'],
    ['${ABSENT:-8081}', '8081'],
    ['${EMPTY:-default}', 'default'],
    ['${EMPTY-default}', ''],
    ['${ABSENT-default}', 'default'],
    ['${NAME:+set}', 'set'],
    ['${EMPTY:+set}', ''],
    ['${EMPTY+set}', 'set'],
    ['${ABSENT+set}', ''],
    ['${ABSENT:-${ALSO_ABSENT:-${NAME}}}', 'orders'],
    ['${ABSENT}', ''],
    ['$$HOME is $${HOME}', '$HOME is ${HOME}'],
    ['${NAME:?must be set}', 'orders'],
  ])('expands %s as Compose does', (text, expected) => {
    expect(expand(text)).toBe(expected);
  });

  it.each([
    ['${ABSENT:?set it in .env}', /ABSENT is not set: set it in \.env/],
    ['${EMPTY:?}', /EMPTY is not set: it is required/],
    ['${NAME', /without its "}"/],
    ['${-x}', /is not a variable/],
    ['${NAME!x}', /is not a variable/],
    ['costs 5$', /write "\$\$"/],
  ])('refuses %s and says why', (text, reason) => {
    expect(() => expand(text)).toThrow(reason);
  });
});

describe('variablesIn', () => {
  it('names the variables, outermost first, and no escaped ones', () => {
    expect(variablesIn('127.0.0.1:${ORDERS_PORT:-${BASE}}:80 $$NOT')).toEqual(['ORDERS_PORT', 'BASE']);
  });
});
