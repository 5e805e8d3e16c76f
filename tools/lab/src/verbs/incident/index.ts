import { type IncidentAction, INCIDENT_STATES } from '@lab/contracts';
import { Option } from 'commander';
import type { LabContext } from '../../context.ts';
import type { ExitCode } from '../../errors.ts';
import { wholeNumber } from '../../options.ts';
import type { Verb } from '../../verb.ts';
import type { Oncall } from '../../signals/oncall.ts';
import type { IncidentCommand, ListOptions } from './run.ts';
import type { ReportOptions } from './write-report.ts';

const oncallOf = async (context: LabContext): Promise<Oncall> => {
  const { httpUrl } = await import('../../engines/engine.ts');
  const { resolveEngine } = await import('../../engines/index.ts');
  const { Oncall, ONCALL } = await import('../../signals/oncall.ts');
  const engine = await resolveEngine(context);
  return new Oncall(httpUrl(engine, ONCALL.name, ONCALL.port), context.signal);
};

const start = async (context: LabContext, command: IncidentCommand): Promise<ExitCode> => {
  const { runIncident } = await import('./run.ts');
  return runIncident(context, await oncallOf(context), command);
};

const list: Verb<ListOptions> = {
  summary: 'List incidents, newest first',
  reportsJson: true,
  configure: (command) => {
    command
      .addOption(new Option('--state <state>', 'Only incidents in this state').choices([...INCIDENT_STATES]))
      .addOption(
        new Option('--limit <n>', 'Maximum number of incidents').argParser(wholeNumber(1, 100)).default(20),
      );
  },
  run: (context, _args, options) => start(context, { action: 'list', ...options }),
};

const show: Verb = {
  summary: 'Show an incident with its alerts and timeline',
  reportsJson: true,
  configure: (command) => {
    command.argument('<id>', 'Number of the incident');
  },
  run: (context, [id = '']) => start(context, { action: 'show', id }),
};

const acting = (action: IncidentAction, summary: string): Verb<{ readonly by?: string }> => ({
  summary,
  reportsJson: true,
  configure: (command) => {
    command
      .argument('<id>', 'Number of the incident')
      .argument(action === 'note' ? '<text...>' : '[text...]', 'Text for the timeline')
      .option('--by <name>', 'Who does it (default: $USER)');
  },
  run: (context, [id = '', ...words], { by }) => start(context, { action, id, text: words.join(' '), by }),
});

const report: Verb<ReportOptions> = {
  summary: 'Write the postmortem of an incident as Markdown and HTML, with evidence from the lab',
  reportsJson: true,
  configure: (command) => {
    command
      .argument('<id>', 'Number of the incident')
      .option('--out <folder>', 'Folder for the files (default: .lab/incidents/<id>)')
      .option('--force', 'Overwrite a report that exists')
      .addHelpText(
        'after',
        `
Examples:
  lab incident report 7                    write .lab/incidents/7/postmortem.md, postmortem.html and pictures
  lab incident report 7 --out docs/pm/7    write them elsewhere
  lab incident report 7 --json             also print everything that was found as JSON`,
      );
  },
  run: async (context, [id = ''], options) => {
    const { resolveEngine } = await import('../../engines/index.ts');
    const { writePostmortem } = await import('./write-report.ts');
    return writePostmortem(context, await resolveEngine(context), { id, ...options });
  },
};

const stats: Verb = {
  summary: 'Show how long it took to detect, acknowledge, mitigate and resolve, over all incidents',
  reportsJson: true,
  run: async (context) => (await import('./stats.ts')).runStats(context, await oncallOf(context)),
};

export const verb: Verb = {
  summary: 'Work on incidents: what Alertmanager paged oncall for',
  group: 'Look inside',
  verbs: {
    list,
    show,
    ack: acting('ack', 'Acknowledge an incident, so that it no longer escalates'),
    note: acting('note', 'Add a note to the timeline of an incident'),
    mitigate: acting('mitigate', 'Record that customers no longer notice the incident'),
    resolve: acting('resolve', 'Resolve an incident'),
    report,
    stats,
  },
};
