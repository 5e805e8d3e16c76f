import { join } from 'node:path';
import type { LabContext } from '../../context.ts';
import { UsageError } from '../../errors.ts';

/** Beside Grafana's 3000. */
export const DEFAULT_PORT = 3001;
const HIGHEST_PORT = 65_535;

export interface DashPlan {
  readonly port: number;
  readonly boards: string;
  readonly opensBrowser: boolean;
}

export function planDash(
  { root, env, isTty }: Pick<LabContext, 'root' | 'env' | 'isTty'>,
  options: Readonly<Record<string, unknown>>,
): DashPlan {
  const { port, boards, open } = options;
  const [given, source] = typeof port === 'string' ? [port, '--port'] : [env['DASH_PORT'], 'DASH_PORT'];
  return {
    port: given ? readPort(given, source) : DEFAULT_PORT,
    boards: typeof boards === 'string' ? boards : join(root, 'grafana/dashboards'),
    opensBrowser: open !== false && isTty,
  };
}

function readPort(text: string, source: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > HIGHEST_PORT)
    throw new UsageError(`${source}: must be a port between 0 and ${HIGHEST_PORT}, not ${text}`);
  return port;
}
