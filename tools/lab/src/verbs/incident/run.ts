import type { Incident, IncidentAction, IncidentState } from '@lab/contracts';
import { type LabContext, print, printJson } from '../../context.ts';
import { EXIT, type ExitCode, UsageError } from '../../errors.ts';
import type { Oncall } from '../../signals/oncall.ts';
import { idOf } from './id-of.ts';
import { describeIncident, describeIncidents } from './report.ts';

export interface ListOptions {
  readonly state?: IncidentState;
  readonly limit: number;
}

interface Acting {
  readonly action: IncidentAction;
  readonly id: string;
  /** Empty where there is none. */
  readonly text: string;
  readonly by: string | undefined;
}

export type IncidentCommand =
  ({ readonly action: 'list' } & ListOptions) | { readonly action: 'show'; readonly id: string } | Acting;

export const runIncident = async (
  context: LabContext,
  oncall: Pick<Oncall, 'list' | 'show' | 'act'>,
  command: IncidentCommand,
): Promise<ExitCode> => {
  if (command.action === 'list') {
    const page = await oncall.list(command);
    if (context.json) printJson(context, page);
    else describeIncidents(page).forEach((line) => print(context, line));
    return EXIT.held;
  }
  const id = idOf(command.id);
  const incident = command.action === 'show' ? await oncall.show(id) : await act(context, oncall, command);
  report(context, incident);
  return EXIT.held;
};

const act = (
  { env }: LabContext,
  oncall: Pick<Oncall, 'act'>,
  { action, id, text, by = env['USER'] }: Acting,
): Promise<Incident> => {
  if (!by) throw new UsageError(`incident ${action}: who does it? Give --by NAME, or set USER`);
  return oncall.act(idOf(id), action, { by, ...(text !== '' && { text }) });
};

const report = (context: LabContext, incident: Incident): void => {
  if (context.json) printJson(context, incident);
  else describeIncident(incident).forEach((line) => print(context, line));
};
