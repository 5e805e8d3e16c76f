import { EnvironmentError } from '../../errors.ts';
import type { ServiceModel } from '../../model/model.ts';
import { rewriterFor } from '../shared/rewrite.ts';

const SECRET = /(_PASSWORD|_PASS|AUTH)$|^ALERTS_\w+_(KEY|URL)$/;

/**
 * Before anything starts. The environment of containers is rewritten for this machine, and a password in it must come
 * through: one that contains an address such as `postgres:5432`, or a path such as `/tmp`, would not.
 */
export function checkPasswords(services: readonly ServiceModel[]): void {
  const changed = services.flatMap((service) => {
    const rewrite = rewriterFor(service, services, () => '');
    return Object.entries(service.environment).flatMap(([name, value]) =>
      SECRET.test(name) && rewrite(value) !== value ? [`${name} of ${service.name}`] : [],
    );
  });
  if (changed.length === 0) return;
  throw new EnvironmentError(
    `nothing was started: ${changed.join(', ')}: the password contains an address or a path of a service, ` +
      'which the native engine would replace. Set another one in .env',
  );
}
