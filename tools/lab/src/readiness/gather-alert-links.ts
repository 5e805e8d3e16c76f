import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AlertRule } from '../signals/prometheus.ts';
import type { AlertFact } from './alert-links.ts';

/** Whether what each alert leads to exists in the repository. */
export const gatherAlertLinks = (rules: readonly AlertRule[], root: string): readonly AlertFact[] =>
  rules.map(({ name, health, annotations: { runbook, dashboard } }) => ({
    alert: name,
    health,
    runbook,
    sections: runbook === undefined ? undefined : sectionsOf(join(root, runbook)),
    dashboard,
    hasDashboard: existsSync(join(root, `grafana/dashboards/${dashboard?.replace(/^\/d\//, '') ?? ''}.json`)),
  }));

function sectionsOf(file: string): readonly string[] | undefined {
  if (!existsSync(file)) return undefined;
  return [...readFileSync(file, 'utf8').matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);
}
