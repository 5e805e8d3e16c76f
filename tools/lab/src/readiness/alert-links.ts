import { type Judged, judgeBy } from './check.ts';

/** What is known of one alert rule. */
export interface AlertFact {
  readonly alert: string;
  readonly health: string;
  /** The annotation; undefined where it is missing. */
  readonly runbook: string | undefined;
  /** Headings of the runbook's sections; undefined where the file does not exist. */
  readonly sections: readonly string[] | undefined;
  readonly dashboard: string | undefined;
  readonly hasDashboard: boolean;
}

/** What a runbook answers. */
const SECTIONS = ['Meaning', 'Impact', 'Diagnose', 'Mitigate', 'Verify'];

/** Each alert is evaluated, and leads to a runbook with every section and to a dashboard. */
export function judgeAlertLinks(facts: readonly AlertFact[]): Judged {
  if (facts.length === 0) return judgeBy(['Prometheus has loaded no alert (prometheus/rules)'], []);
  const names = new Set(facts.map(({ alert }) => alert));
  const problems = [...new Set(facts.flatMap(problemsOf))];
  return judgeBy(problems, [
    `${names.size} alerts (${facts.length} rules): each has a runbook with all sections, and a dashboard`,
  ]);
}

const problemsOf = (fact: AlertFact): readonly string[] => [
  ...(fact.health === 'err' ? [`${fact.alert}: Prometheus cannot evaluate it`] : []),
  ...runbookProblems(fact),
  ...dashboardProblems(fact),
];

function runbookProblems({ alert, runbook, sections }: AlertFact): readonly string[] {
  if (runbook === undefined) return [`${alert}: no runbook`];
  if (sections === undefined) return [`${alert}: ${runbook} does not exist`];
  const missing = SECTIONS.filter((section) => !sections.includes(section));
  return missing.length === 0 ? [] : [`${alert}: ${runbook} has no section ${missing.join(', ')}`];
}

function dashboardProblems({ alert, dashboard, hasDashboard }: AlertFact): readonly string[] {
  if (dashboard === undefined) return [`${alert}: no dashboard`];
  return hasDashboard ? [] : [`${alert}: the dashboard ${dashboard} does not exist`];
}
