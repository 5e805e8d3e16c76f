export const REDACTED = '[redacted]';

const SECRETS = new Set([
  'password',
  'passwd',
  'secret',
  'token',
  'accesstoken',
  'refreshtoken',
  'authorization',
  'cookie',
  'setcookie',
  'apikey',
  'xapikey',
  'privatekey',
  'clientsecret',
]);

/**
 * Whether what stands under this key is a secret, by the last segment of a dotted key: `headers.Set-Cookie` is one.
 * Case, `-`, `_` and whatever else is neither letter nor digit make no difference.
 */
export const isSecretKey = (key: string): boolean => {
  const segments = key.toLowerCase().split('.');
  const last = segments.findLast((segment) => segment !== '') ?? '';
  return SECRETS.has(last.replace(/[^a-z0-9]/g, ''));
};

const USER_INFO = /\/\/[^\s/]+@/g;

/** Without the user and password of any URL in it: connection errors like to quote their URL. */
export const hideUserInfo = (text: string): string =>
  // for most texts the two look-ups say all, at a fraction of the cost
  text.includes('@') && text.includes('//') ? text.replace(USER_INFO, '//[redacted]@') : text;
