import { UsageError } from '../../errors.ts';
import { findProjects, findTypedFolders } from './discover.ts';
import { integrationSuites } from './integration-suites.ts';
import { Memory } from './memory/unless-passed.ts';
import { prometheusChecks } from './prometheus-checks.ts';
import { staticSuites } from './static-suites.ts';
import type { Part, Suite, TestOrder } from './suite.ts';
import { unitSuites } from './unit-suites.ts';
import { wholeSuites } from './whole-suites.ts';

async function suitesOf(root: string, part: Part, order: TestOrder): Promise<Suite[]> {
  const { match } = order;
  // Each part has its own: files may change while the part before it runs.
  const memory = new Memory({ isRead: !order.all });
  // What checks the whole repository at once has no spec files to choose from.
  if (part === 'static') {
    if (match !== undefined) return [];
    return staticSuites(await findTypedFolders(root), memory, await prometheusChecks(root));
  }
  if (part === 'whole') return wholeSuites(root, order);
  const projects = await findProjects(root);
  const [meant, suitesOfProject] =
    part === 'unit'
      ? [projects.filter(({ hasUnit }) => hasUnit), unitSuites]
      : [projects.filter(({ hasIntegration }) => hasIntegration), integrationSuites];
  const suites = meant.map((project) => suitesOfProject(root, project, { match, memory }));
  return (await Promise.all(suites)).flat();
}

/** The suites of each part that was asked for, in the order in which they run. */
export async function planSuites(root: string, order: TestOrder): Promise<Map<Part, Suite[]>> {
  const { parts, match } = order;
  const planned = new Map<Part, Suite[]>();
  for (const part of parts) planned.set(part, await suitesOf(root, part, order));
  if (match !== undefined && [...planned.values()].every((suites) => suites.length === 0))
    throw new UsageError(`--match: no spec file in ${parts.join(', ')} has "${match}" in its path`);
  return planned;
}
