import type { Mount, ServiceModel } from '../../model/model.ts';

/** Where a mount's target lies natively. */
type PlaceMount = (mount: Mount) => string;
export type Rewrite = (text: string) => string;

// What may stand before a host name or an absolute path without being a part of it: not a letter, and not another path.
const NOT_WITHIN_NAME = '(?<![A-Za-z0-9_./-])';
const NOT_WITHIN_PATH = '(?<![A-Za-z0-9_.~/-])';
const PATH_ENDS = '(?![A-Za-z0-9_.-])';

/**
 * From the containers' world to this machine, for environment values, command words and configuration files:
 * `orders:8081` and the service's own `0.0.0.0:8081` become 127.0.0.1 with the published port, a mount's target
 * becomes its native path. One pass, so that nothing is rewritten twice.
 */
export function rewriterFor(
  service: ServiceModel,
  services: readonly ServiceModel[],
  place: PlaceMount,
): Rewrite {
  const replacements = new Map<string, string>();
  for (const { name, ports } of services) {
    for (const { target, published } of ports)
      replacements.set(`${name}:${target}`, `127.0.0.1:${published}`);
  }
  for (const { target, published } of service.ports)
    replacements.set(`0.0.0.0:${target}`, `127.0.0.1:${published}`);
  const hosts = [...replacements.keys()];
  for (const mount of service.mounts) replacements.set(mount.target, place(mount));
  const targets = service.mounts.map(({ target }) => target);
  const pattern = [
    ...hosts.map((host) => `${NOT_WITHIN_NAME}${escape(host)}(?!\\d)`),
    // A URL's host follows two slashes.
    ...hosts.map((host) => `(?<=//)${escape(host)}(?!\\d)`),
    ...targets.map((target) => `${NOT_WITHIN_PATH}${escape(target)}${PATH_ENDS}`),
  ];
  if (pattern.length === 0) return (text) => text;
  // The longest first: a mount inside another mount, port 80 before port 8080 of the same host.
  const expression = new RegExp(pattern.sort((a, b) => b.length - a.length).join('|'), 'g');
  return (text) => text.replace(expression, (found) => replacements.get(found) ?? found);
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
