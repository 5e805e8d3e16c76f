import type { ServiceModel } from '../model/model.ts';
import { type Judged, judgeBy } from './check.ts';

export type LimitFact = Pick<ServiceModel, 'name' | 'memoryLimit' | 'logLimits' | 'restart'>;

/** Each service has a memory limit, bounded logs, and a policy that restarts it. */
export function judgeLimits(services: readonly LimitFact[], engine: string): Judged {
  if (services.length === 0) return judgeBy(['the Compose files describe no service'], []);
  const problems = services.flatMap(({ name, memoryLimit, logLimits, restart }) => [
    ...(memoryLimit === undefined ? [`${name}: no mem_limit`] : []),
    ...(logLimits === undefined ? [`${name}: no limit for its logs (logging.options)`] : []),
    ...(restart.kind === 'no' ? [`${name}: no restart policy`] : []),
  ]);
  return judgeBy(problems, [
    `${services.length} services: each has a memory limit, a log limit and a restart policy`,
    ...(engine === 'native'
      ? ["memory limits are Docker's: natively only heap and cache limits bound the programs"]
      : []),
  ]);
}
