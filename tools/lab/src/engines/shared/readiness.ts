import type { LabModel, ServiceModel } from '../../model/model.ts';
import type { Probe } from '../../process/probe.ts';
import { rewriterFor } from './rewrite.ts';

/** The readiness probe as it is asked from this machine. */
export function readinessOf(service: ServiceModel, model: LabModel): Probe | undefined {
  const ready = service.native?.ready;
  if (ready === undefined) return undefined;
  // An address lies in no mount, so where the mounts lie makes no difference.
  return rewriteProbe(
    ready,
    rewriterFor(service, model.services, ({ target }) => target),
  );
}

export const rewriteProbe = (probe: Probe, rewrite: (text: string) => string): Probe =>
  'http' in probe ? { http: rewrite(probe.http) } : { tcp: rewrite(probe.tcp) };
