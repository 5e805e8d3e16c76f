import { Html, html } from '../../report/html.ts';
import { describeKnee, whyBroken } from '../../k6/knee.ts';
import type { LoadReport, LoadVerdict } from './load-report.ts';
import { STYLE } from './html-style.ts';
import { describeAudit } from '../../audit/outcome.ts';
import { brokenPromises, ms, perSecond, unjudgedPromises } from './report.ts';

type Cell = Html | string | number;

const table = (head: readonly string[], rows: readonly (readonly Cell[])[]): Html =>
  html`<table>
    <thead>
      <tr>
        ${head.map((name) => html`<th>${name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (cells) =>
          html`<tr>
            ${cells.map((cell) => html`<td>${cell}</td>`)}
          </tr> `,
      )}
    </tbody>
  </table>`;

const section = (title: string, body: Html): Html =>
  html`<section>
    <h2>${title}</h2>
    ${body}
  </section> `;

const mark = (verdict: LoadVerdict | 'no samples'): Html =>
  html`<b class="${verdict.replace(' ', '-')}">${verdict}</b>`;

const number = (value: number | null): string =>
  value === null ? '-' : Number.isInteger(value) ? String(value) : value.toFixed(2);

const tiles = ({ result, settle }: LoadReport): Html => {
  const { totals } = result;
  const failed = Object.values(totals.failures).reduce((sum, count) => sum + count, 0);
  const figures: readonly (readonly [string, string | number])[] = [
    ['accepted', totals.accepted],
    ['accepted a second', perSecond(result)],
    ['confirmed', settle.confirmed],
    ['rejected', settle.rejected],
    ['cancelled', settle.cancelled],
    ['pending', settle.unsettled],
    ['requests', totals.requests],
    ['failed requests', failed],
  ];
  const boxes = figures.map(
    ([name, value]) => html`<div><strong>${value}</strong><span>${name}</span></div>`,
  );
  return html`<div class="tiles">${boxes}</div>`;
};

const timesTable = ({ result, settle }: LoadReport): Html => {
  const row = (name: string, { p50, p95, p99, max }: typeof settle | typeof result.totals.accept): Cell[] => [
    name,
    ms(p50),
    ms(p95),
    ms(p99),
    ms(max),
  ];
  return table(
    ['', 'p50', 'p95', 'p99', 'max'],
    [row('until accepted', result.totals.accept), row('from accepted to settled', settle)],
  );
};

const stagesTable = ({ stages, p99Ms }: LoadReport): Html =>
  table(
    ['stage', 'rate', 'seconds', 'sent', 'accepted', 'failed', 'p50', 'p95', 'p99', 'within the objective'],
    stages.map((stage) => [
      stage.name,
      `${stage.rate}/s`,
      stage.seconds,
      stage.sent,
      stage.accepted,
      stage.failed,
      ms(stage.accept.p50),
      ms(stage.accept.p95),
      ms(stage.accept.p99),
      whyBroken(stage, p99Ms) ?? 'yes',
    ]),
  );

const slowest = ({ result, traceUrl }: LoadReport): Html =>
  table(
    ['took', 'request', 'order', 'trace'],
    result.totals.slowest.map(({ ms: took, name, orderId, traceId }) => [
      ms(took),
      name,
      orderId ?? '-',
      html`<a href="${traceUrl + traceId}">${traceId}</a>`,
    ]),
  );

const auditOf = ({ audit }: LoadReport): Html => {
  const sentence = html`<p>${describeAudit(audit).replace('audit', '').trim()}</p>`;
  if (audit === undefined || 'unavailable' in audit || audit.violations.length === 0) return sentence;
  const rows = audit.violations.slice(0, 20).map(({ rule, subject, detail }) => [rule, subject, detail]);
  return html`${sentence}${table(['rule', 'subject', 'detail'], rows)}`;
};

const facts = (report: LoadReport): Html =>
  table(
    ['scenario', 'rate', 'duration', 'seed', 'p99 limit', 'engine', 'started', 'run'],
    [
      [
        report.scenario,
        `${report.rate}/s`,
        `${report.durationMs / 1000} s`,
        report.seed,
        `${report.p99Ms} ms`,
        report.engine,
        report.startedAt,
        report.run,
      ],
    ],
  );

const optional = (title: string, rows: number, body: () => Html): Html | '' =>
  rows === 0 ? '' : section(title, body());

const thresholds = ({ result }: LoadReport): Html =>
  table(
    ['metric', 'limit', 'measured', ''],
    result.thresholds.map(({ metric, condition, actual, verdict }) => [
      metric,
      condition,
      number(actual),
      mark(verdict),
    ]),
  );

const checks = ({ result }: LoadReport): Html =>
  table(
    ['sentence', 'true', 'failed', ''],
    result.checks.map(({ name, passes, fails }) => [
      name,
      passes,
      fails,
      mark(fails === 0 ? 'held' : 'refuted'),
    ]),
  );

const brokenList = (report: LoadReport): Html | '' => {
  const lines = [...brokenPromises(report), ...unjudgedPromises(report)];
  return lines.length === 0
    ? ''
    : html`<ul class="refuted">
        ${lines.map((line) => html`<li>${line}</li>`)}
      </ul>`;
};

/** The run as one page that needs nothing else: no script, no font, no picture from anywhere. */
export const renderHtml = (report: LoadReport): string => {
  const { result, stages, knee } = report;
  const failures = Object.entries(result.totals.failures);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${report.scenario}: ${report.verdict}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <h1>${report.scenario} ${mark(report.verdict)}</h1>
        ${brokenList(report)} ${facts(report)} ${tiles(report)} ${section('How long', timesTable(report))}
        ${knee ? section('Knee', html`<p>${describeKnee(knee)}</p>`) : ''}
        ${optional('Stages', stages.length, () => stagesTable(report))}
        ${optional('Thresholds', result.thresholds.length, () => thresholds(report))}
        ${section('Order audit', auditOf(report))}
        ${optional('Failed requests', failures.length, () => table(['kind', 'count'], failures))}
        ${optional('Slowest requests', result.totals.slowest.length, () => slowest(report))}
        ${optional('Checks', result.checks.length, () => checks(report))}
      </body>
    </html> `.text;
};
