import { join } from 'node:path';
import type { LabContext } from '../../context.ts';
import { UsageError } from '../../errors.ts';

/** Beside Grafana's 3000. */
export const DEFAULT_PORT = 3001;
export const HIGHEST_PORT = 65_535;

export interface DashOptions {
  readonly port?: number;
  readonly boards?: string;
  readonly open: boolean;
}

export interface DashPlan {
  readonly port: number;
  readonly boards: string;
  readonly opensBrowser: boolean;
}

export function planDash(
  { root, env, isTty }: Pick<LabContext, 'root' | 'env' | 'isTty'>,
  { port, boards, open }: DashOptions,
): DashPlan {
  return {
    port: port ?? portOf(env['DASH_PORT']),
    boards: boards ?? join(root, 'grafana/dashboards'),
    opensBrowser: open && isTty,
  };
}

function portOf(text: string | undefined): number {
  if (!text) return DEFAULT_PORT;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > HIGHEST_PORT)
    throw new UsageError(`DASH_PORT: must be a port between 0 and ${HIGHEST_PORT}, not ${text}`);
  return port;
}
