import { eventually, freePort } from '@lab/testing';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { Chromium, describeInChromium, SOON, takePicture } from './support/browser.ts';
import { HOSTILE, HOSTILE_LINE, TRACE_ID } from './support/fake-facts.ts';
import { TestDash } from './support/test-dash.ts';

const chromium = new Chromium();
let dash: TestDash;

const open = (
  path: string,
  { url = dash.url, ...options }: { url?: string } & BrowserContextOptions = {},
): Promise<Page> => chromium.open(url + path, options);

const row = (page: Page, id: string) => page.locator(`[data-span="${id}"]`);

describeInChromium('traces and log lines in Chromium', () => {
  beforeAll(async () => {
    dash = await TestDash.start();
    await chromium.start();
  });
  afterEach(async () => {
    expect(await chromium.closePages()).toEqual([]);
    expect(dash.errors).toEqual([]);
  });
  afterAll(async () => {
    await chromium.stop();
    await dash.stop();
  });

  it.each(['light', 'dark'] as const)(
    'a trace shows its spans and its critical path, %s',
    async (colorScheme) => {
      const page = await open(`/trace/${TRACE_ID}`, { colorScheme });
      await page.locator('.trace-logs[data-state="ready"]').waitFor();
      await takePicture(page, `trace-${colorScheme}`);
      expect(await page.locator('[data-span]').count()).toBe(11);
      // Waited for in the outbox, then at work.
      expect(await row(page, 'send placed').locator('.waiting').count()).toBe(1);
      expect(await row(page, 'send placed').locator('.critical').count()).toBe(1);
      // Of what the path is made of, the longest first: 25.5 of 43 ms in the outbox.
      const summary = await page
        .getByRole('table', { name: 'Critical path by service' })
        .getByRole('row')
        .first()
        .innerText();
      expect(summary).toMatch(/59 %\s+25.5 ms\s+waiting for orders: send placed/);
      expect(await row(page, 'insert').getByRole('button').first().getAttribute('aria-label')).toContain(
        'error',
      );
    },
  );

  it('the way to the answer leaves out what went on by message', async () => {
    const page = await open(`/trace/${TRACE_ID}`);
    await page.getByLabel('Critical path', { exact: true }).selectOption('answer');
    await row(page, 'update').and(page.locator('[data-critical="false"]')).waitFor();
    expect(await row(page, 'insert').getAttribute('data-critical')).toBe('true');
    await page.getByLabel('Spans', { exact: true }).selectOption('path');
    await row(page, 'update').waitFor({ state: 'detached' });
    expect(await row(page, 'insert').count()).toBe(1);
  });

  it('a span opens to its attributes, from the keyboard too', async () => {
    const page = await open(`/trace/${TRACE_ID}`);
    await row(page, 'insert').getByRole('button').first().focus();
    await page.keyboard.press('Enter');
    const details = row(page, 'insert').locator('.span-details');
    await details.waitFor();
    expect(await details.getByRole('row', { name: `lab.order.id ${HOSTILE}` }).count()).toBe(1);
    await page.keyboard.press('Enter');
    await details.waitFor({ state: 'hidden' });
  });

  it('the log lines of a trace are in the order of time, and lead to their spans', async () => {
    const page = await open(`/trace/${TRACE_ID}`);
    await page.locator('.trace-logs[data-state="ready"]').waitFor();
    const lines = page.locator('.trace-logs .log');
    expect(await lines.locator('.log-text').allInnerTexts()).toEqual([
      expect.stringContaining('request'),
      expect.stringContaining(HOSTILE_LINE),
      expect.stringContaining('order settled'),
    ]);
    await lines.nth(2).locator('summary').click();
    await lines.nth(2).getByRole('button', { name: 'show its span: update' }).click();
    await row(page, 'update').locator('.span-details').waitFor();
  });

  it('a line of a log panel leads to its trace', async () => {
    const page = await open('/d/parts?var-service=orders');
    const line = page.getByRole('region', { name: 'Lines of the service' }).locator('.log').first();
    await line.locator('summary').click();
    await line.getByRole('link', { name: 'open its trace' }).click();
    await page.locator('.trace[data-state="ready"]').waitFor();
    await page.waitForURL((url) => url.pathname === `/trace/${TRACE_ID}`);
  });

  it('a search finds traces by service, and leads to them', async () => {
    const page = await open('/traces');
    await page.locator('.search[data-state="ready"]').waitFor();
    await takePicture(page, 'search');
    expect(await page.getByLabel('service', { exact: true }).inputValue()).toBe('gateway');
    await page.getByLabel('shortest', { exact: true }).selectOption('50ms');
    await page.getByLabel('errors', { exact: true }).selectOption('only');
    await page.waitForURL(/minDuration=50ms&errors=only/);
    await eventually(
      'Jaeger is asked',
      () =>
        expect(dash.stores.asked.at(-1)).toMatch(
          /^\/api\/traces service=gateway minDuration=50ms tags=\{"error":"true"\} limit=50 start=\d{16} end=\d{16}$/,
        ),
      SOON,
    );
    await page.getByRole('link', { name: 'k6: POST' }).click();
    await page.locator('.trace[data-state="ready"]').waitFor();
  });

  it('log lines are found by a query', async () => {
    const page = await open('/logs');
    await page.getByLabel('LogQL', { exact: true }).fill('{service_name="inventory"}');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.locator('.search .log').nth(1).waitFor({ state: 'detached' });
    expect(await page.locator('.search .log-text').allInnerTexts()).toEqual([
      expect.stringContaining(HOSTILE_LINE),
    ]);
    await page.waitForURL((url) => url.searchParams.get('query') === '{service_name="inventory"}');
  });

  it('a trace that Jaeger does not have is said to be missing; its log lines are there all the same', async () => {
    const page = await open('/trace/abcdef');
    await page.getByText('Jaeger does not have this trace').waitFor();
    await page.locator('.trace-logs[data-state="ready"]').waitFor();
  });

  it('a trace is shown while Loki is away, and Loki is named', async () => {
    const loki = `http://127.0.0.1:${await freePort()}`;
    const { url } = await dash.serve({ stores: { ...dash.stores.urls, loki } });
    const page = await open(`/trace/${TRACE_ID}`, { url });
    await page.locator('.trace[data-state="ready"]').waitFor();
    await page.getByText('Loki does not answer').waitFor();
  });
});
