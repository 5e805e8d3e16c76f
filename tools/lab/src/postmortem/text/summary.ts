import { clock } from '../../report/chart/scale.ts';
import { durationInWords } from '../../report/duration.ts';
import { isChecked } from '../checked.ts';
import { headlineOf } from '../headline.ts';
import type { Impact } from '../impact.ts';
import type { Postmortem } from '../postmortem.ts';
import { secondsOf, type Span } from '../span.ts';
import { count, isOver, longDate, missedByAny, noticed, spanInWords } from './wording.ts';

/** What happened, whom it hurt, and how it ended, for somebody who was not there. One paragraph each. */
export const summaryOf = (postmortem: Postmortem): string[] => [
  `${begin(postmortem)} ${cause(postmortem)}`,
  harm(postmortem),
  losses(postmortem),
  `${response(postmortem)} ${end(postmortem)}`,
];

const begin = ({ incident }: Postmortem): string => {
  const at = Date.parse(incident.receivedAt);
  return `On ${longDate(at)} at ${clock(at)} UTC, Alertmanager paged oncall: ${headlineOf(incident)}.`;
};

const cause = ({ incident, fault, durations }: Postmortem): string => {
  if (fault === undefined) return 'Nobody had reported a fault before the page.';
  const same = incident.timeline.filter(
    ({ at, kind, text }) =>
      kind === 'event' && text === fault.text && at >= fault.at && at <= incident.receivedAt,
  );
  const last = same.at(-1);
  const repeated =
    same.length < 2 || last === undefined
      ? ''
      : ` (${same.length} times, the last at ${clock(Date.parse(last.at))})`;
  return `${durationInWords(durations.detect ?? 0)} earlier, at ${clock(Date.parse(fault.at))}, this was reported: "${fault.text ?? ''}"${repeated}. It is the last fault before the page, and therefore probably what the incident is about.`;
};

const harm = (postmortem: Postmortem): string => {
  const { impacts, span } = postmortem;
  const time = `In the ${durationInWords(secondsOf(span))} from ${postmortem.fault ? 'the start of the fault' : 'shortly before the first alert'} ${isOver(postmortem) ? 'to the end of the incident' : 'until this report was made'}`;
  if (!isChecked(impacts)) return `${time}, the impact on customers is not known: ${impacts.notChecked}.`;
  const counted = impacts.value.filter(({ total }) => total !== null && total > 0);
  if (counted.length === 0) return `${time}, no customer used the shop, as far as it was counted.`;
  const worstFirst = counted.toSorted((a, b) => (b.bad ?? 0) - (a.bad ?? 0));
  return `${time}: ${worstFirst.map(sentence).join('; ')}. ${hurt(counted, span)}`;
};

/** Telemetry's objectives are promises to the engineers. */
const TELEMETRY = 'telemetry';

const hurt = (impacts: readonly Impact[], span: Span): string => {
  if (missedByAny(impacts) === undefined) return 'No objective was missed in that time.';
  const missed = missedByAny(impacts.filter(({ service }) => service !== TELEMETRY));
  return missed === undefined
    ? 'Customers noticed nothing.'
    : `Customers were hurt from ${spanInWords(missed, span)}.`;
};

const sentence = (impact: Impact): string => {
  const { of, bad } = noticed(impact);
  return `${impact.bad === 0 ? 'none' : count(impact.bad ?? 0)} of ${count(impact.total ?? 0)} ${of} ${bad}`;
};

const losses = ({ audit }: Postmortem): string => {
  if (!isChecked(audit)) return `Whether orders were lost is not known: ${audit.notChecked}.`;
  const { held, accepted, inFlight } = audit.value;
  return held
    ? `No order was lost: all ${count(accepted)} orders that the lab ever accepted are accounted for in its stores.`
    : `The audit of the stores found orders or stock that are not accounted for (${inFlight} orders in flight); see below.`;
};

const response = ({ incident, durations: { acknowledge } }: Postmortem): string => {
  const escalated = incident.escalations > 0 ? ` It escalated ${times(incident.escalations)}.` : '';
  if (acknowledge === null)
    return `Nobody ${incident.state === 'resolved' ? 'acknowledged the page' : 'has acknowledged the page yet'}.${escalated}`;
  // Whoever mitigates or resolves it has acknowledged it.
  const { by = 'Somebody' } =
    incident.timeline.find(({ at, kind }) => at === incident.acknowledgedAt && kind !== 'event') ?? {};
  return `${by} acknowledged the page after ${durationInWords(acknowledge)}.${escalated}`;
};

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

const end = ({ incident, durations: { mitigate, quiet, resolve } }: Postmortem): string =>
  [
    ...(mitigate === null ? [] : [`It was reported as mitigated after ${durationInWords(mitigate)}.`]),
    quiet === null ? 'Alerts still fire.' : `The last alert ended ${durationInWords(quiet)} after the page.`,
    resolve === null
      ? `The incident is ${incident.state}.`
      : `The incident was resolved after ${durationInWords(resolve)}.`,
  ].join(' ');
