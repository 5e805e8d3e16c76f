import {
  type Block,
  code,
  type Document,
  heading,
  list,
  note,
  paragraph,
  tableOf,
} from '../../report/document/document.ts';
import { type Checked, isChecked } from '../checked.ts';
import { headlineOf } from '../headline.ts';
import type { Postmortem } from '../postmortem.ts';
import { auditSection, graphsSection, logsSection, tracesSection } from './evidence-sections.ts';
import { impactSection } from './impact-section.ts';
import { durationsSection, responseSection, summarySection, timelineSection } from './story-sections.ts';
import { when } from './wording.ts';

/** The whole report, in the order in which a stranger asks. */
export const documentOf = (postmortem: Postmortem): Document => {
  const { incident } = postmortem;
  const title = `Incident ${incident.id}: ${headlineOf(incident)}`;
  return {
    title,
    blocks: [
      heading(1, title),
      paragraph(
        `Made by lab incident report at ${postmortem.madeAt}. Blameless: it asks how the system let it happen, not who did it.`,
      ),
      ...summarySection(postmortem),
      ...impactSection(postmortem),
      ...durationsSection(postmortem),
      ...timelineSection(postmortem),
      ...responseSection(postmortem),
      ...graphsSection(postmortem),
      ...auditSection(postmortem),
      ...tracesSection(postmortem),
      ...logsSection(postmortem),
      ...FOR_PEOPLE,
      ...othersSection(postmortem),
      ...uncheckedSection(postmortem),
      ...queriesSection(postmortem),
    ],
  };
};

/** What no telemetry says. */
const FOR_PEOPLE: readonly Block[] = [
  heading(2, 'Contributing causes'),
  note('To be filled in by people. Several causes are the rule; "human error" is none.'),
  list([
    'What set it off: ',
    'What let it become an outage: ',
    'What delayed detection: ',
    'What delayed the repair: ',
    'What went well: ',
    'Where we were lucky: ',
  ]),
  heading(2, 'Actions'),
  note(
    'To be filled in by people. An action has an owner and a date, and is such that one can tell whether it is done.',
  ),
  tableOf(
    ['action', 'prevents, detects or repairs', 'owner', 'due'],
    [
      ['', '', '', ''],
      ['', '', '', ''],
    ],
  ),
];

const othersSection = ({ others, span }: Postmortem): Block[] => {
  if (!isChecked(others) || others.value.length === 0) return [];
  const rows = others.value.map(({ id, title, labels, state, receivedAt }) => [
    String(id),
    when(Date.parse(receivedAt), span),
    state,
    [title, labels['sloth_slo']].filter(Boolean).join(': '),
  ]);
  return [
    heading(2, 'Other incidents at the same time'),
    paragraph(
      'They may be about the same outage. The impact above is that of the whole time, whichever incident it belongs to.',
    ),
    tableOf(['incident', 'paged', 'state', 'title'], rows),
  ];
};

const uncheckedSection = (postmortem: Postmortem): Block[] => {
  const parts: readonly (readonly [string, Checked<unknown>])[] = [
    ['Impact', postmortem.impacts],
    ['Error budgets', postmortem.standings],
    ['Graphs', postmortem.graphs],
    ['Traces', postmortem.traces],
    ['Logs', postmortem.logs],
    ['Audit', postmortem.audit],
    ['Other incidents', postmortem.others],
  ];
  const reasons = parts.flatMap(([name, part]) =>
    isChecked(part) ? [] : [`${name}: not checked: ${part.notChecked}`],
  );
  return reasons.length === 0 ? [] : [heading(2, 'What could not be checked'), list(reasons)];
};

const queriesSection = ({ impacts, graphs, span }: Postmortem): Block[] => {
  const counts = isChecked(impacts)
    ? impacts.value.flatMap(({ title, queries }) => [
        [`${title}: all events`, [code(queries.total)]],
        [`${title}: share of bad ones`, [code(queries.badRatio)]],
      ])
    : [];
  const drawn = isChecked(graphs)
    ? graphs.value
        .filter(({ queries }) => queries.length > 0)
        .map(({ chart, queries }) => [
          `graph: ${chart.title}`,
          queries.flatMap((query, index) => [...(index > 0 ? ['; '] : []), code(query)]),
        ])
    : [];
  if (counts.length + drawn.length === 0) return [];
  return [
    heading(2, 'How the figures were counted'),
    paragraph(`PromQL, to be asked again. Counts are those at ${new Date(span.to).toISOString()}.`),
    tableOf(['figure', 'query'], [...counts, ...drawn]),
  ];
};
