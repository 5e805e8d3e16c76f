import { EnvironmentError } from '../../errors.ts';
import type { ServiceModel } from '../../model/model.ts';
import type { Holder } from '../../process/listeners.ts';

interface WantedPort {
  readonly service: string;
  readonly port: number;
  readonly variable?: string;
}

/** Every port of this machine that these services will listen on. */
export const portsOf = (
  services: readonly (Pick<ServiceModel, 'name' | 'ports'> & {
    readonly native?: ServiceModel['native'] | undefined;
  })[],
): WantedPort[] =>
  services.flatMap(({ name, ports, native }) => [
    ...ports.map(({ published, variable }) => ({
      service: name,
      port: published,
      ...(variable !== undefined && { variable }),
    })),
    ...(native?.ports ?? []).map((port) => ({ service: name, port: Number(port) })),
  ]);

/** Undefined when each port is wanted once and held by nobody. */
export function portProblem(
  wanted: readonly WantedPort[],
  holders: readonly Holder[],
  envFile: string,
): EnvironmentError | undefined {
  const lines = wanted.flatMap((want, index) => {
    const rival = wanted.slice(0, index).find(({ port }) => port === want.port);
    if (rival !== undefined)
      return [
        `port ${want.port} is set for both ${rival.service} and ${want.service}; ${advice(want, envFile)}`,
      ];
    const holder = holders.find(({ port }) => port === want.port);
    return holder === undefined
      ? []
      : [
          `port ${want.port} (${want.service}) is already in use by ${nameOf(holder)}; ${advice(want, envFile)}`,
        ];
  });
  return lines.length === 0
    ? undefined
    : new EnvironmentError(['nothing was started:', ...lines].join('\n  '));
}

const nameOf = ({ pid, command, address }: Holder): string =>
  pid === undefined ? `a process of another user (on ${address})` : `process ${pid}: ${command ?? '?'}`;

const advice = ({ variable, port }: WantedPort, envFile: string): string =>
  variable === undefined
    ? 'change it in the Compose file'
    : `stop it, or set ${variable}=${elsewhere(port)} in ${envFile}`;

const LAST_PORT = 65_535;
const elsewhere = (port: number): number => (port + 10_000 <= LAST_PORT ? port + 10_000 : port - 10_000);
