import type { SerializedError } from 'pino';

const SECRETS = [
  'password',
  'secret',
  'token',
  'authorization',
  'cookie',
  'apiKey',
  'api_key',
  '["set-cookie"]',
];

const at = (prefix: string, key: string): string =>
  key.startsWith('[') ? `${prefix}${key}` : `${prefix}.${key}`;

/** Where a secret may stand in a log line: at the top, or one level down, as in `{ headers: { authorization } }`. */
export const REDACTED_PATHS = SECRETS.flatMap((key) => [key, at('*', key)]);

/** Without the user and password of any URL in it. */
export const hideUserInfo = (text: string): string => text.replace(/\/\/[^\s/@]+@/g, '//[redacted]@');

/** Connection errors like to quote their URL, password included. */
export const withoutCredentials = (error: SerializedError): SerializedError => ({
  ...error,
  message: hideUserInfo(error.message),
  stack: hideUserInfo(error.stack),
});
