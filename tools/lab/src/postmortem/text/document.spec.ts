import { toHtml } from '../../report/document/to-html.ts';
import { toMarkdown } from '../../report/document/to-markdown.ts';
import type { Postmortem } from '../postmortem.ts';
import { at, impact, incidentWith, postmortemOf, time } from '../testing/postmortem.ts';
import { documentOf } from './document.ts';

const markdown = (postmortem: Postmortem): string => toMarkdown(documentOf(postmortem));
const headings = (text: string): string[] =>
  [...text.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);
const away = { notChecked: 'it is away' };

describe('a postmortem', () => {
  it('answers what a stranger asks, and leaves causes and actions to people', () => {
    expect(headings(markdown(postmortemOf()))).toEqual([
      ...[
        'Summary',
        'Impact',
        'How long it took',
        'Timeline',
        'What was tried',
        'Graphs',
        'Were orders lost?',
      ],
      ...['Traces', 'Logs', 'Contributing causes', 'Actions', 'How the figures were counted'],
    ]);
  });

  it('shows the impact by objective, with the budget that it cost', () => {
    const text = markdown(
      postmortemOf(undefined, { impacts: { value: [impact(), impact({ total: null, bad: null })] } }),
    );
    expect(text).toContain(
      '| accepted orders that were not confirmed or rejected within 5 s | 790 of 8,804 | 8.97 % (allowed: 1 %) | 15:00:05 to 15:01:15 (1 min 10 s) | 1.53 % |',
    );
    expect(text).toContain('| no accepted orders | \\- | \\- | \\- |');
  });

  it('names everything that could not be checked, where it is missing and at the end', () => {
    const blind = {
      impacts: away,
      standings: away,
      graphs: away,
      traces: away,
      logs: away,
      audit: away,
      others: away,
    };
    const text = markdown(postmortemOf(undefined, blind));
    expect(text.match(/> Not checked: it is away\./g)).toHaveLength(5);
    const [, list = ''] = text.split('## What could not be checked\n\n');
    expect(list.match(/^- .*: not checked: it is away$/gm)).toHaveLength(7);
  });

  it('lists what people did after the page, and other incidents of the time', () => {
    const {
      alerts: _,
      timeline: __,
      timelineOmitted: ___,
      ...other
    } = incidentWith({ id: 8, title: 'Orders fail' });
    const text = markdown(
      postmortemOf(undefined, { others: { value: [{ ...other, firing: 0, alertCount: 1 }] } }),
    );
    expect(text).toContain(
      '- 15:01:00 ada, acknowledged: on it\n- 15:01:10 resume inventory: lab resume inventory\n',
    );
    expect(text).toContain('| 8 | 15:00:22 | resolved | Orders fail |');
  });

  it('says how many entries of the timeline are not shown', () => {
    expect(markdown(postmortemOf(incidentWith({ timelineOmitted: 3 })))).toContain(
      '3 further entries are not shown',
    );
    expect(markdown(postmortemOf())).not.toContain('further entries');
  });

  it('shows broken promises of the audit', () => {
    const audit = {
      ...{ held: false, accepted: 2, confirmed: 1, completed: 0, rejected: 0, cancelled: 0, inFlight: 1 },
      violations: [{ rule: 'not_settled', subject: 'order-1', detail: 'still pending' }] as const,
      violationCounts: { not_settled: 1 },
    };
    expect(markdown(postmortemOf(undefined, { audit: { value: audit } }))).toContain(
      '| after settling, no order is in flight | order-1 | still pending |',
    );
  });

  it('takes what telemetry says as text', () => {
    const hostile = '<script>alert(1)</script>|[x](http://evil.test)';
    const incident = incidentWith({
      title: hostile,
      timeline: [{ at: time('15:00:30'), kind: 'note', by: hostile, text: hostile }],
    });
    const group = { service: hostile, level: hostile, message: hostile, count: 1, detail: hostile };
    const trace = { id: 'a', at: at('15:00:30'), durationMs: 1, services: [], slowestMs: 1, alike: 1 };
    const postmortem = postmortemOf(incident, {
      logs: {
        value: {
          counts: [{ service: hostile, level: hostile, count: 1 }],
          sampled: 1,
          groups: [{ ...group, firstAt: at('15:00:30'), lastAt: at('15:00:30') }],
        },
      },
      traces: { value: [{ ...trace, operation: hostile, failure: hostile, slowest: hostile }] },
      impacts: away,
      audit: { notChecked: hostile },
    });
    const document = documentOf(postmortem);
    expect(toHtml(document)).not.toContain('<script');
    expect(toHtml(document)).toContain('&#60;script');
    expect(toMarkdown(document)).not.toMatch(/(?<!\\)<script|(?<!\\)\[x|http:\/\/evil/);
  });
});
