import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseDotenv } from './dotenv.ts';
import { readModel } from './read-model.ts';
import { ruleFor } from './settings.ts';

const ROOT = resolve(__dirname, '../../../..');
const read = (env: Record<string, string>) => readModel({ root: ROOT, env });
const example = parseDotenv(readFileSync(join(ROOT, '.env.example'), 'utf8'), {}, '.env.example');

it('there is a rule for each variable of .env.example, and its value is one that the lab takes', () => {
  const unruled = Object.keys(example).filter((name) => ruleFor(name) === undefined);
  expect(unruled).toEqual([]);
  expect(() => read(example)).not.toThrow();
});

it.each(['/', '#', '?', '%', '@', ':', '&', '"', "'", '`', '$', '\\', '[', ';', '*', '!', '~'])(
  'a password may contain %s',
  (character) => {
    const password = `a${character}b`;
    expect(() => read({ ...example, POSTGRES_PASSWORD: password })).not.toThrow();
  },
);

it.each([
  ['POSTGRES_PASSWORD', 'with blank', 'printable ASCII'],
  ['REDIS_PASSWORD', '-x', 'the first no hyphen'],
  ['RABBITMQ_PASSWORD', 'pässword', 'printable ASCII'],
  ['RABBITMQ_PASSWORD', 'two\nlines', 'printable ASCII'],
  ['GATEWAY_PORT', 'eighty', 'must be a port from 1 to 65535'],
  ['LOKI_GRPC_PORT', '70000', 'must be a port from 1 to 65535'],
  ['REDIS_PORT', '0', 'must be a port from 1 to 65535'],
  ['LOG_LEVEL', 'loud', 'must be one of'],
  ['ONCALL_ESCALATE_AFTER_MS', '5m', 'must be a whole number of milliseconds, at least 1'],
  ['PROBE_INTERVAL_MS', '5s', 'must be a whole number of milliseconds, or 0 for off'],
  ['ORDERS_LOG_FORMAT', 'xml', 'must be one of logfmt, ltsv, json'],
  ['LOG_MAX_SIZE', 'large', 'must be a size such as 10m'],
  ['LOG_MAX_SIZE', '0m', 'must be a size such as 10m'],
  ['DOCKER_CONTAINERS', 'containers', 'must be an absolute path'],
  ['ALERTS_SMTP_HOST', 'smtp.example.com', 'must be host:port'],
  ['ALERTS_SMTP_TLS', 'maybe', 'must be one of true, false'],
  ['ALERTS_EMAIL_TO', 'nobody', 'must be an e-mail address'],
  ['ALERTS_SLACK_URL', 'hooks.slack.com/services/x', 'must be a whole http or https address'],
  ['ALERTS_PAGERDUTY_KEY', 'two words', 'printable ASCII'],
  ['COMPOSE_PROJECT_NAME', 'My Lab', 'must be lower-case'],
])('refuses %s=%s, names it and says what it may be, without the value', (name, value, message) => {
  const failing = (): unknown => read({ ...example, [name]: value });
  expect(failing).toThrow(name);
  expect(failing).toThrow(message);
  expect(failing).not.toThrow(`"${value}"`);
});

it('the prober is turned off with 0', () => {
  expect(() => read({ ...example, PROBE_INTERVAL_MS: '0' })).not.toThrow();
});

it('no password is part of an address, an argument or a text: whoever reads it gets it whole', () => {
  const files = ['data', 'services', 'telemetry', 'exporters'].map((name) => `compose/${name}.yaml`);
  const uses = files.flatMap((file) =>
    readFileSync(join(ROOT, file), 'utf8')
      .split('\n')
      .filter((line) => /\$\{?\w+_PASSWORD\b/.test(line) && !line.includes('$$')),
  );
  expect(uses.length).toBeGreaterThan(6);
  expect(uses.filter((line) => !/^ +(\w+:|-) \$\{\w+_PASSWORD:-(lab)?\}( #.*)?$/.test(line))).toEqual([]);
});

it('says all of a file at once', () => {
  expect(() => read({ ...example, POSTGRES_PORT: 'x', REDIS_PASSWORD: '-' })).toThrow(
    /POSTGRES_PORT[^]*REDIS_PASSWORD|REDIS_PASSWORD[^]*POSTGRES_PORT/,
  );
});

it('takes what is set to nothing for not set, as Compose does', () => {
  const [postgres] = read({ ...example, POSTGRES_PASSWORD: '', POSTGRES_PORT: '' }).services;
  expect(postgres?.environment['POSTGRES_PASSWORD']).toBe('lab');
  expect(postgres?.ports[0]?.published).toBe(5432);
});
