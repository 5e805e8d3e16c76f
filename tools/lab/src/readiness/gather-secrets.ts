import { type Engine, httpUrl } from '../engines/engine.ts';
import { EnvironmentError, messageOf } from '../errors.ts';
import { wordsOf } from '../process/command.ts';
import { findHolders } from '../process/listeners.ts';
import type { SecretFacts } from './secrets.ts';

/** Names of variables whose value is a secret: passwords and tokens, and the addresses of receivers, which contain one. */
const SECRET = /PASSWORD|PASS$|TOKEN|SECRET|_KEY$|^ALERTS_.*_URL$/;
const DEFAULT = 'lab';
/** A shorter value is found everywhere by chance. */
const SHORTEST = 6;
/** As much of each log as a review reads. */
const LOG_LINES = 5000;
const LIMIT_MS = 10_000;

export async function gatherSecrets(
  engine: Engine,
  env: Readonly<Record<string, string>>,
): Promise<SecretFacts> {
  const secrets = secretsOf(engine, env);
  const own = [...secrets].filter(([, value]) => value !== DEFAULT && value.length >= SHORTEST);
  return {
    listeners: listenersOf(engine),
    leaks: await findLeaks(engine, own),
    searched: own.length,
    defaults: [...secrets].flatMap(([name, value]) => (value === DEFAULT ? [name] : [])),
    alertmanagerStatus: await statusWithoutLogin(httpUrl(engine, 'alertmanager', 9093)),
  };
}

type Secrets = ReadonlyMap<string, string>;

/** What the services get, and what `.env` sets beside. An address with a default in the Compose file is public. */
function secretsOf({ services }: Pick<Engine, 'services'>, env: Readonly<Record<string, string>>): Secrets {
  const given = services.flatMap(({ environment }) => Object.entries(environment));
  return new Map(
    given.filter(
      ([name, value]) => SECRET.test(name) && value !== '' && (value === DEFAULT || env[name] === value),
    ),
  );
}

const listenersOf = ({ services }: Engine): SecretFacts['listeners'] => {
  const ports = services.flatMap(({ name, ports: all }) =>
    all.map(({ published }) => [published, name] as const),
  );
  const serviceOf = new Map(ports);
  return findHolders([...serviceOf.keys()]).map(({ port, address }) => ({
    port,
    address,
    service: serviceOf.get(port) ?? '',
  }));
};

/** In the command lines that every user of the machine can read, and in the logs, which are sent on. */
async function findLeaks(
  engine: Engine,
  secrets: readonly (readonly [name: string, value: string])[],
): Promise<SecretFacts['leaks']> {
  if (secrets.length === 0) return [];
  const leaks: { secret: string; where: string }[] = [];
  const search = (text: string, where: string): void => {
    for (const [secret, value] of secrets)
      if (text.includes(value) || text.includes(encodeURIComponent(value))) leaks.push({ secret, where });
  };
  for (const { name, pid } of await engine.status()) {
    if (pid === null) continue;
    search(wordsOf(pid).join(' '), `the command line of ${name} (process ${pid})`);
    const lines: string[] = [];
    for await (const line of engine.logs(name, { lines: LOG_LINES })) lines.push(line);
    search(lines.join('\n'), `the log of ${name}`);
  }
  return leaks;
}

async function statusWithoutLogin(url: string): Promise<number> {
  try {
    return (await fetch(`${url}/api/v2/status`, { signal: AbortSignal.timeout(LIMIT_MS) })).status;
  } catch (error) {
    throw new EnvironmentError(`Alertmanager does not answer at ${url}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
