import { type Judged, judgeBy } from './check.ts';

export interface SecretFacts {
  /** Who listens on the lab's ports, and on which address; empty where the system does not tell. */
  readonly listeners: readonly {
    readonly service: string;
    readonly port: number;
    readonly address: string;
  }[];
  /** Where a secret's value was found, by the secret's name. Never the value. */
  readonly leaks: readonly { readonly secret: string; readonly where: string }[];
  /** How many secrets of .env were looked for, and which are still the default. */
  readonly searched: number;
  readonly defaults: readonly string[];
  /** What Alertmanager answers to a request without a login. */
  readonly alertmanagerStatus: number;
}

const UNAUTHORIZED = 401;
const isLoopback = (address: string): boolean =>
  address.startsWith('127.') || address === '::1' || address === '0:0:0:0:0:0:0:1';

/** No port is open to other machines, no secret is written down where others read it, and Alertmanager wants a login. */
export function judgeSecrets(facts: SecretFacts): Judged {
  const { listeners, leaks, searched, defaults, alertmanagerStatus } = facts;
  const open = listeners.filter(({ address }) => !isLoopback(address));
  const withDefaults = defaults.length > 0 ? ', and these passwords are the default' : '';
  const problems = [
    ...(listeners.length === 0 ? ['cannot see who listens on the ports of the lab'] : []),
    ...open.map(
      ({ service, port, address }) =>
        `${service}: port ${port} listens on ${address}${withDefaults}; publish it on 127.0.0.1 only`,
    ),
    ...leaks.map(({ secret, where }) => `${secret} can be read in ${where}`),
    ...(alertmanagerStatus === UNAUTHORIZED
      ? []
      : [`Alertmanager answers ${alertmanagerStatus} without a login; see alertmanager/web.yml`]),
  ];
  return judgeBy(problems, [
    `${listeners.length} listeners, all on 127.0.0.1; Alertmanager wants a login`,
    searched === 0
      ? '.env has no secret of its own to look for in logs and command lines'
      : `${searched} secrets of .env are in no log and no command line`,
    ...(defaults.length > 0
      ? [`default passwords, reachable from this machine only: ${defaults.join(', ')}`]
      : []),
  ]);
}
