/** SQLSTATE classes and codes of failures that pass by themselves. */
const PASSING_CLASSES = ['08', '53', '57', '58'] as const; // connection, resources, operator intervention (timeouts, shutdown), I/O
const PASSING_CODES = ['25P03', '25P04', '40001', '40P01', '55P03']; // idle and transaction timeouts, serialization, deadlock, lock timeout

const NETWORK_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
];

/** pg raises these without a code. */
const CLIENT_MESSAGES = [
  'timeout exceeded when trying to connect',
  'Connection terminated',
  'Query read timeout',
  'Client has encountered a connection error',
  'Client was closed and is not queryable',
];

const isPassingCode = (code: string): boolean =>
  NETWORK_CODES.includes(code) ||
  PASSING_CODES.includes(code) ||
  (code.length === 5 && PASSING_CLASSES.some((prefix) => code.startsWith(prefix)));

/** Whether trying again later may help; anything else (syntax, constraint, type) is a bug of ours. */
export const isPostgresAway = (error: unknown): boolean => {
  if (!isError(error)) return false;
  if ('errors' in error && Array.isArray(error.errors)) return error.errors.some(isPostgresAway); // one per address of the host
  if ('code' in error && typeof error.code === 'string' && isPassingCode(error.code)) return true;
  return CLIENT_MESSAGES.some((text) => error.message.startsWith(text));
};

/** An error's text; node leaves the message empty where it tried several addresses, and sets only the code. */
export const reasonOf = (error: unknown): string => {
  if (!isError(error)) return String(error);
  return error.message || ('code' in error ? String(error.code) : error.name);
};

/** Not instanceof: an error that Node makes is of another realm where tests run. */
const isError = (error: unknown): error is Error =>
  Object.prototype.toString.call(error) === '[object Error]';
