import { renderHtml } from './html-report.ts';
import { loadReport } from './testing/report.ts';

const { result } = loadReport();

describe('the report page', () => {
  it('needs nothing from anywhere', () => {
    const page = renderHtml(loadReport());
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(/);
    expect([...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, to]) => to)).toEqual([
      'http://127.0.0.1:16686/api/traces/b1960f3216eb87463a9a6037cd80150e',
    ]);
  });

  it.each([
    'steady',
    'native',
    '20/s',
    '10 s',
    '<td>7</td>',
    '198',
    'orders_failed',
    'count==0',
    '31 ms',
    '90 ms',
    '1200 orders = 1190 confirmed + 10 rejected',
  ])('tells %s', (text) => {
    expect(renderHtml(loadReport())).toContain(text);
  });

  it('says first what did not hold', () => {
    const thresholds = [
      { metric: 'orders_failed', condition: 'count==0', verdict: 'refuted' as const, actual: 3 },
    ];
    const page = renderHtml(
      loadReport({ verdict: 'refuted', held: false, result: { ...result, thresholds } }),
    );
    expect(page).toContain('<title>steady: refuted</title>');
    expect(page).toContain('<li>orders_failed: expected count==0, got 3</li>');
  });

  it('says first what was not judged, and does not call it held', () => {
    const thresholds = [
      { metric: 'checks', condition: 'rate==1', verdict: 'no samples' as const, actual: null },
    ];
    const page = renderHtml(
      loadReport({ verdict: 'not judged', held: false, result: { ...result, thresholds } }),
    );
    expect(page).toContain('<title>steady: not judged</title>');
    expect(page).toContain('<li>checks: no samples, so rate==1 is not judged</li>');
    expect(page).toContain('<td>-</td><td><b class="no-samples">no samples</b></td>');
    expect(page).not.toContain('<b class="held">');
  });

  it('counts failures by kind, and shows no markup of an answer as markup', () => {
    const totals = { ...result.totals, failures: { 'HTTP 503': 12, '<b>"oops"': 1 } };
    const page = renderHtml(loadReport({ result: { ...result, totals } }));
    expect(page).toContain('<td>HTTP 503</td><td>12</td>');
    expect(page).toContain('&#60;b&#62;&#34;oops&#34;');
  });

  it('shows each stage and the knee', () => {
    const accept = { p50: 5, p95: 20, p99: 600, max: 900 };
    const stage = { name: 'step-1', rate: 40, seconds: 10, sent: 400, accepted: 400, failed: 0, accept };
    const knee = { broke: { rate: 40, why: 'p99 600 ms, not below 250 ms' } };
    const page = renderHtml(loadReport({ stages: [stage], knee }));
    expect(page).toContain('<td>step-1</td><td>40/s</td>');
    expect(page).toContain('not even 40 orders/s held');
  });
});
