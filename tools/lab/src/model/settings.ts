import { LOG_FORMATS, LOG_LEVELS, StorePassword } from '@lab/contracts';
import { z } from 'zod';
import { EnvironmentError } from '../errors.ts';

const LAST_PORT = 65_535;
const isPort = (text: string): boolean =>
  /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= LAST_PORT;

const matching = (pattern: RegExp, message: string): z.ZodType => z.string().regex(pattern, message);
const oneOf = (words: readonly string[]): z.ZodType =>
  z.string().refine((text) => words.includes(text), `must be one of ${words.join(', ')}`);

/** What a variable of `.env` may be, by its name. Of what is set to nothing the default holds, as `${NAME:-…}` has it. */
const RULES: readonly (readonly [name: RegExp, rule: z.ZodType])[] = [
  [/_PASSWORD$/, StorePassword],
  [/_PORT$/, z.string().refine(isPort, `must be a port from 1 to ${LAST_PORT}`)],
  [/^LOG_LEVEL$/, oneOf([...LOG_LEVELS, 'silent'])],
  [/_LOG_FORMAT$/, oneOf(LOG_FORMATS)],
  [/^LOG_MAX_SIZE$/, matching(/^[1-9]\d*[kmg]?b?$/i, 'must be a size such as 10m')],
  [/^PROBE_INTERVAL_MS$/, matching(/^\d{1,9}$/, 'must be a whole number of milliseconds, or 0 for off')],
  [/_MS$/, matching(/^[1-9]\d{0,8}$/, 'must be a whole number of milliseconds, at least 1')],
  [/_SECONDS$/, matching(/^[1-9]\d{0,8}$/, 'must be a whole number of seconds, at least 1')],
  // Sent as a header or a resource attribute.
  [
    /^(TRACE_TOKEN|DEPLOYMENT_ENVIRONMENT|GIT_REVISION)$/,
    matching(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 printable ASCII characters without spaces'),
  ],
  // Of ALERTS_…: host:port, yes or no, e-mail addresses, and what a secret is made of.
  [/^ALERTS_SMTP_HOST$/, matching(/^[^\s:]+:\d{1,5}$/, 'must be host:port, such as smtp.example.com:587')],
  [/^ALERTS_SMTP_TLS$/, oneOf(['true', 'false'])],
  [/^ALERTS_EMAIL_(FROM|TO)$/, matching(/^[^\n@]+@[^\n]+$/, 'must be an e-mail address')],
  [/^ALERTS_\w+_URL$/, matching(/^https?:\/\/[\x21-\x7e]+$/, 'must be a whole http or https address')],
  [/^ALERTS_\w+_(KEY|USER)$/, matching(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces')],
  [/^DOCKER_CONTAINERS$/, matching(/^\//, 'must be an absolute path')],
  [/^COMPOSE_PROFILES$/, z.string()],
  [
    /^COMPOSE_PROJECT_NAME$/,
    matching(/^[a-z0-9][a-z0-9_-]*$/, 'must be lower-case letters, digits, _ and -'),
  ],
];

export const ruleFor = (variable: string): z.ZodType | undefined =>
  RULES.find(([name]) => name.test(variable))?.[1];

/** Throws, before anything starts, where a variable of the Compose files has a value that would only fail later on. Shows none. */
export function checkSettings(variables: readonly string[], env: Readonly<Record<string, string>>): void {
  const problems = [...new Set(variables)].flatMap((name) => {
    const value = env[name];
    const result = value ? ruleFor(name)?.safeParse(value) : undefined;
    return result?.success === false ? [`${name} ${result.error.issues[0]?.message ?? 'is invalid'}`] : [];
  });
  if (problems.length > 0)
    throw new EnvironmentError(
      ['invalid settings, nothing was started; change them in .env or the environment:', ...problems].join(
        '\n  ',
      ),
    );
}
