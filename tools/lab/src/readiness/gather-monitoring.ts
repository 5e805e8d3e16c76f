import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDashboard } from '@lab/boards/read';
import type { Engine } from '../engines/engine.ts';
import { OPTIONAL_PROFILE, type ServiceModel } from '../model/model.ts';
import type { AlertRule, Prometheus } from '../signals/prometheus.ts';
import { jobsOf, servicesIn, servicesOf, type Watched } from './coverage.ts';
import type { MonitoringFact } from './monitoring.ts';
import { selectorsIn } from './selectors.ts';

/** They keep nothing and serve nobody but the person who looks. */
const EXEMPT: Readonly<Record<string, string>> = {
  grafana: 'not monitored: it only displays what Prometheus, Loki and Jaeger keep',
};

interface Expression {
  readonly title: string;
  readonly text: string;
}

/** Asks Prometheus which services each alert and each panel reads series of. */
export async function gatherMonitoring(
  engine: Pick<Engine, 'name' | 'services'>,
  prometheus: Prometheus,
  root: string,
): Promise<readonly MonitoringFact[]> {
  const services = engine.services.filter(
    (service) => engine.name !== 'native' || service.native !== undefined,
  );
  const watched = services.map(({ name, ports }): Watched => ({
    name,
    ports: ports.map(({ published }) => published),
  }));
  const targets = await prometheus.targets();
  const reader = new SeriesReader(prometheus, jobsOf(targets, watched));
  const alerts = await reader.titlesByService((await prometheus.alertRules()).map(toExpression));
  const panels = await reader.titlesByService(panelExpressions(root));
  return services.map((service) => ({
    service: service.name,
    targets: targets
      .filter((target) => servicesOf(target, watched).includes(service.name))
      .map(({ labels, health }) => ({ job: labels['job'] ?? '', health })),
    alerts: [...(alerts.get(service.name) ?? [])],
    panels: [...(panels.get(service.name) ?? [])],
    ...exemptionsOf(service),
  }));
}

const toExpression = ({ name, query }: AlertRule): Expression => ({ title: name, text: query });

function exemptionsOf({ name, profiles }: ServiceModel): Pick<MonitoringFact, 'exempt' | 'noAlert'> {
  const exempt = EXEMPT[name];
  return {
    ...(exempt !== undefined && { exempt }),
    ...(profiles.includes(OPTIONAL_PROFILE) && { noAlert: 'the lab may run without it' }),
  };
}

function panelExpressions(root: string): readonly Expression[] {
  const folder = join(root, 'grafana/dashboards');
  const boards = globSync('*.json', { cwd: folder }).map((file) =>
    readDashboard(JSON.parse(readFileSync(join(folder, file), 'utf8'))),
  );
  return boards.flatMap((board) =>
    board.panels.flatMap((panel) =>
      panel.targets.flatMap((target) =>
        target.store === 'prometheus' ? [{ title: `${board.title}: ${panel.title}`, text: target.expr }] : [],
      ),
    ),
  );
}

/** Asks for each selector once. */
class SeriesReader {
  private readonly prometheus: Prometheus;
  private readonly byJob: ReadonlyMap<string, ReadonlySet<string>>;
  private readonly known = new Map<string, readonly string[]>();

  constructor(prometheus: Prometheus, byJob: ReadonlyMap<string, ReadonlySet<string>>) {
    this.prometheus = prometheus;
    this.byJob = byJob;
  }

  /** Which expressions read series of which service. */
  async titlesByService(
    expressions: readonly Expression[],
  ): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const titles = new Map<string, Set<string>>();
    for (const { title, text } of expressions)
      for (const selector of selectorsIn(text))
        for (const service of await this.services(selector))
          titles.set(service, (titles.get(service) ?? new Set()).add(title));
    return titles;
  }

  private async services(selector: string): Promise<readonly string[]> {
    const known = this.known.get(selector);
    if (known !== undefined) return known;
    const series = await this.prometheus.read(`count by (job, instance, service) (${selector})`);
    const services = [...new Set(series.flatMap(({ labels }) => servicesIn(labels, this.byJob)))];
    this.known.set(selector, services);
    return services;
  }
}
